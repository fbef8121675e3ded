"""The survey that goes with the onboarding e-mails, in German, for those of its members who work in it."""

from typing import Any

GERMAN: dict[str, Any] = {
    "title": "Wie war der Einstieg?",
    "purpose": "Nach Ihren Antworten ändern wir die ersten dreißig Tage. Ihr Name steht neben dem, was Sie sagen.",
    "questions": {
        "part": {
            "text": "Welchen Anteil hatten Sie am Einstieg mit Fernhill?",
            "options": {
                "signed": "Ich habe den Vertrag unterschrieben und die Sache weitergegeben",
                "imported": "Ich habe die Daten selbst eingespielt",
                "both": "Beides",
                "later": "Ich kam später dazu",
            },
        },
        "ease": {
            "text": "Wie leicht oder schwer war es, zum ersten Mal Ihre eigenen Zahlen zu sehen?",
            "points": {"1": "Sehr schwer", "2": "Schwer", "3": "Weder noch", "4": "Leicht", "5": "Sehr leicht"},
        },
        "stuck": {
            "text": "Was hat Sie aufgehalten?",
            "help": "Wählen Sie alles, was zutrifft.",
            "options": {
                "export": "Die Datei aus dem Portal des Spediteurs zu bekommen",
                "columns": "Spalten oder Daten, die nicht passten",
                "rights": "Rechte, die mir jemand anderes geben musste",
                "time": "Eine ungestörte Stunde zu finden",
                "else": "Etwas anderes",
            },
        },
        "invite": {
            "text": "Wann kam für Sie unsere Mail, mit der Sie Ihr Team einladen sollten?",
            "options": {
                "early": "Zu früh",
                "right": "Zur richtigen Zeit",
                "late": "Zu spät",
                "unsure": "Das weiß ich nicht mehr",
            },
        },
        "recommend": {
            "text": "Wie wahrscheinlich ist es, dass Sie Fernhill jemandem aus Ihrer Branche empfehlen?",
            "low_label": "Überhaupt nicht wahrscheinlich",
            "high_label": "Äußerst wahrscheinlich",
        },
        "moment": {"text": "In welchem Moment hat es sich zum ersten Mal gelohnt?"},
        "missing": {"text": "Was hätten Sie in den ersten zwei Wochen gebraucht und nicht bekommen?"},
    },
}
