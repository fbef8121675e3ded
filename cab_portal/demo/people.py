"""Who takes part: Fernhill's own people, and those of twelve customers. All of them are invented."""

from dataclasses import dataclass
from enum import StrEnum

from cab_portal.core.actor import Role


class On(StrEnum):
    """The two boards, by the names under which scenes know them."""

    MID_MARKET = "board:mid"
    FOUNDING = "board:founding"


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody in the story; staff have no organization."""

    name: str
    email: str
    role: Role = Role.MEMBER
    organization: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A seat to be offered: to whom, for which segment, and how long its term is."""

    who: str
    segment: str
    months: int = 12


STAFF = {
    "hana": Character("Hana Vogt", "hana.vogt@fernhill.example", Role.ADMIN),
    "renske": Character("Renske de Boer", "renske.deboer@fernhill.example", Role.ADMIN),
    "mara": Character("Mara Keller", "mara.keller@fernhill.example", Role.CSM),
    "samuel": Character("Samuel Adeyemi", "samuel.adeyemi@fernhill.example", Role.CSM),
}

MEMBERS = {
    "priya": Character("Priya Raman", "priya.raman@oakline.example", organization="Oakline Logistics"),
    "rafael": Character("Rafael Quintero", "rafael.quintero@oakline.example", organization="Oakline Logistics"),
    "ana": Character("Ana Duarte", "ana.duarte@nordhaven.example", organization="Nordhaven"),
    "kwame": Character("Kwame Asante", "kwame.asante@bluekestrel.example", organization="Blue Kestrel Freight"),
    "siobhan": Character("Siobhan Daly", "siobhan.daly@bluekestrel.example", organization="Blue Kestrel Freight"),
    "jonas": Character("Jonas Weber", "jonas.weber@brightwell.example", organization="Brightwell"),
    "leila": Character("Leila Haddad", "leila.haddad@brightwell.example", organization="Brightwell"),
    "ingrid": Character("Ingrid Solvang", "ingrid.solvang@sundgaard.example", organization="Sundgaard Interiors"),
    "henrik": Character("Henrik Aalto", "henrik.aalto@sundgaard.example", organization="Sundgaard Interiors"),
    "tomasz": Character("Tomasz Zielny", "tomasz.zielny@quillmark.example", organization="Quillmark Books"),
    "amara": Character("Amara Okafor", "amara.okafor@kitewell.example", organization="Kitewell Pharmacies"),
    "noor": Character("Noor Rahimi", "noor.rahimi@kitewell.example", organization="Kitewell Pharmacies"),
    "yuki": Character("Yuki Tanabe", "yuki.tanabe@haldendevices.example", organization="Halden Devices"),
    "thandi": Character("Thandi Mokoena", "thandi.mokoena@haldendevices.example", organization="Halden Devices"),
    "luca": Character("Luca Ferrante", "luca.ferrante@terrafold.example", organization="Terrafold Foods"),
    "matthias": Character("Matthias Egger", "matthias.egger@lindenhof.example", organization="Lindenhof Dairies"),
    "dorota": Character("Dorota Lis", "dorota.lis@lindenhof.example", organization="Lindenhof Dairies"),
    "camila": Character("Camila Restrepo", "camila.restrepo@marisol.example", organization="Marisol Textiles"),
    "petra": Character("Petra Novotná", "petra.novotna@greyanvil.example", organization="Greyanvil Castings"),
    "elif": Character("Elif Demir", "elif.demir@greyanvil.example", organization="Greyanvil Castings"),
}

EVERYBODY = {**STAFF, **MEMBERS}

LOGISTICS, RETAIL, HEALTH, MAKERS = "Logistics", "Retail", "Health care", "Makers"
MOVERS = "Movers"

# Seats that were accepted at once and are in force today.
SEATS = {
    On.MID_MARKET: (
        Place("priya", LOGISTICS, 18),
        Place("rafael", LOGISTICS),
        Place("ana", LOGISTICS),
        Place("kwame", LOGISTICS, 18),
        Place("siobhan", LOGISTICS),
        Place("jonas", RETAIL, 24),
        Place("leila", RETAIL),
        Place("ingrid", RETAIL),
        Place("tomasz", RETAIL, 18),
        Place("amara", HEALTH, 18),
        Place("noor", HEALTH),
        Place("yuki", HEALTH),
        Place("luca", MAKERS),
        Place("matthias", MAKERS, 18),
        Place("camila", MAKERS),
    ),
    On.FOUNDING: (
        Place("petra", MAKERS, 24),
        Place("elif", MAKERS),
        Place("camila", MAKERS, 24),
        Place("matthias", MAKERS, 18),
        Place("siobhan", MOVERS, 24),
        Place("kwame", MOVERS, 18),
    ),
}
