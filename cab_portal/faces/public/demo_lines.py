"""What each demo person has before them when the story begins, in the order in which they are shown.

The story itself is told in ``cab_portal.demo``, above this storey; a test holds the two together.
"""

LINES: dict[str, str] = {
    "priya.raman@oakline.example": "Has the onboarding e-mails half read, two comments that wait, a new version and a "
    "survey to answer.",
    "jonas.weber@brightwell.example": "Has finished reviews, an answer from the team, a receipt and paid rewards.",
    "camila.restrepo@marisol.example": "Sits on both boards, said not yet, and has rewards to choose.",
    "amara.okafor@kitewell.example": "Waits for a first reply to a concern, for longer than promised.",
    "thandi.mokoena@haldendevices.example": "Is invited to a seat, and has not answered yet.",
    "yuki.tanabe@haldendevices.example": "Has read everything and answered the survey, but not finished the review.",
    "luca.ferrante@terrafold.example": "Gives every reward away.",
    "ana.duarte@nordhaven.example": "Sees an own wording in the newest version.",
    "tomasz.zielny@quillmark.example": "Declined a reward, and may change that.",
    "ingrid.solvang@sundgaard.example": "Has a reward that waits for approval, and another to choose.",
    "kwame.asante@bluekestrel.example": "Sits on both boards, and has read each second version.",
    "siobhan.daly@bluekestrel.example": "Sits on both boards, and has begun to read the onboarding e-mails.",
    "leila.haddad@brightwell.example": "Wrote what a colleague wrote before, and has rewards to choose.",
    "rafael.quintero@oakline.example": "Has a draft and a survey before him, and has opened neither.",
    "noor.rahimi@kitewell.example": "Has answered the survey, and has not opened the draft.",
    "matthias.egger@lindenhof.example": "Sits on both boards; what the founding customers say is sealed.",
    "petra.novotna@greyanvil.example": "A founding customer whose comments changed the quarterly review.",
    "elif.demir@greyanvil.example": "A founding customer who let the last request pass.",
    "dorota.lis@lindenhof.example": "Declined a seat, and sees no drafts.",
    "henrik.aalto@sundgaard.example": "Had a seat that ended, and lost sight of everything with it.",
    "mara.keller@fernhill.example": "Owns the onboarding e-mails in review, where a concern waits too long, and a "
    "course in writing.",
    "samuel.adeyemi@fernhill.example": "Owns the quarterly review, which one check keeps from its launch.",
    "hana.vogt@fernhill.example": "Runs the program: rewards to approve, an exception to decide on, boards and people.",
    "renske.deboer@fernhill.example": "A second admin, for what takes two.",
}
