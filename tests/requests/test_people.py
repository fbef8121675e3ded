"""People and organizations, as admins run them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cab_portal.accounts import queries
from cab_portal.accounts.models import Organization, Person
from cab_portal.core import ids
from cab_portal.core.actor import Role
from cab_portal.database import session
from cab_portal.outbox.models import OutboxMessage
from tests.factories import accounts, boards
from tests.page_client import PageClient
from tests.statements import statements_of

SignedIn = Callable[[Person], PageClient]
SentMail = Callable[[], list[OutboxMessage]]


@pytest.fixture
def hana(app: object) -> Person:
    return accounts.staff(Role.ADMIN, "Hana Vogt", email="hana@fernhill.example")


@pytest.fixture
def admin(hana: Person, signed_in: SignedIn) -> PageClient:
    return signed_in(hana)


def show(person: Person) -> str:
    return f"/admin/people/{ids.encode(person.id)}"


def test_a_colleague_is_added_and_signs_in_by_the_mailed_link(
    admin: PageClient, new_browser: Callable[[], PageClient], sent_mail: SentMail
) -> None:
    page = admin.get("/admin").follow("People").follow("Add a colleague")
    page = page.form().fill(email="Mara@Fernhill.example", name="Mara Keller", role="csm").submit()
    assert page.h1 == "Mara Keller"
    [mail] = sent_mail()
    assert (mail.template, mail.address) == ("staff_invitation", "mara@fernhill.example")
    assert mail.context["inviter"] == "Hana Vogt"
    page = new_browser().get(f"/sign-in/{mail.secret['link']}").form().submit()
    assert page.path == "/staff"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": "hana@fernhill.example", "name": "Hana", "role": "csm"}, "Somebody has this address already."),
        ({"email": "nobody", "name": "Nobody", "role": "csm"}, "Write an e-mail address like"),
        ({"email": "a@b.example", "name": "", "role": "csm"}, "Write the name."),
        ({"email": "a@b.example", "name": "A\0", "role": "csm"}, "NUL"),
        ({"email": "a\0@b.example", "name": "A", "role": "admin"}, "NUL"),
        ({"email": "a@b.example", "name": "x" * 121, "role": "admin"}, "Shorten this to 120 characters."),
        ({"email": "a@b.example", "name": "A", "role": "member"}, "Not a valid choice"),
        ({"email": "a@b.example", "name": "A"}, "Choose a role."),
    ],
)
def test_a_colleague_that_cannot_be_added_keeps_the_form(
    admin: PageClient, typed: dict[str, str], sentence: str
) -> None:
    page = admin.get("/admin/people/new").form().forge(**typed).submit()
    assert page.status == 422
    assert sentence in page.words
    assert page.form().values["name"] == [typed["name"].replace("\0", "\ufffd")]


def test_a_role_is_changed_and_all_sessions_end(admin: PageClient, signed_in: SignedIn) -> None:
    mara = accounts.staff(name="Mara Keller")
    browser = signed_in(mara)
    assert browser.get("/admin").status == 404
    page = admin.get(show(mara)).form(f"{show(mara)}/role").submit()
    assert "The role is changed." in page.words
    assert browser.get("/staff", follow=True).h1 == "Sign in"
    assert signed_in(mara).get("/admin").status == 200
    page = page.form(f"{show(mara)}/role").submit()
    assert "Make Mara Keller an admin" in page.words


def test_the_last_admin_stays(admin: PageClient, hana: Person) -> None:
    page = admin.get(show(hana)).form(f"{show(hana)}/role").submit()
    assert page.status == 409
    assert "This is the only admin." in page.words
    assert "Deactivate" not in page.words
    page = admin.get(f"{show(hana)}/deactivate").form().submit()
    assert page.status == 409
    assert session.get_one(Person, hana.id).role is Role.ADMIN
    assert session.get_one(Person, hana.id).deactivated_at is None


def test_an_admin_who_was_deactivated_does_not_count(admin: PageClient, hana: Person) -> None:
    other = accounts.staff(Role.ADMIN)
    admin.get(f"{show(other)}/deactivate").form().submit()
    assert admin.get(show(hana)).form(f"{show(hana)}/role").submit().status == 409


def test_a_member_never_becomes_staff(admin: PageClient) -> None:
    member = accounts.person()
    page = admin.get(show(member))
    token = page.form("/sign-out").values["csrf_token"]
    assert admin.post(f"{show(member)}/role", {"csrf_token": token}).status == 409
    assert session.get_one(Person, member.id).role is Role.MEMBER


def test_access_is_taken_at_the_next_request_and_given_back(admin: PageClient, signed_in: SignedIn) -> None:
    member = accounts.person("Jonas Weber")
    browser = signed_in(member)
    assert browser.get("/").status == 200
    page = admin.get(show(member)).follow("Deactivate Jonas Weber")
    page = page.form().submit()
    assert "Jonas Weber has no access any more." in page.words
    assert browser.get("/", follow=True).h1 == "Sign in"
    page = page.form(f"{show(member)}/reactivate").submit()
    assert "may sign in again" in page.words
    assert browser.get("/", follow=True).h1 == "Sign in", "an ended session stays ended"
    assert signed_in(member).get("/").status == 200


def test_a_name_is_changed(admin: PageClient) -> None:
    member = accounts.person("Jonas Weber")
    page = admin.get(show(member)).follow("Change : Name").form().fill(name="Jonas Weber-Lind").submit()
    assert page.h1 == "Jonas Weber-Lind"


def test_a_person_shows_their_seats(admin: PageClient) -> None:
    member = accounts.person()
    boards.seat(boards.board("Onboarding"), member)
    assert "Onboarding" in admin.get(show(member)).words


def test_people_are_found_by_words_role_and_organization(admin: PageClient) -> None:
    oakline = accounts.organization("Oakline")
    accounts.person("Petra Lind", email="petra@oakline.example", organization=oakline)
    accounts.person("Jonas Weber", email="100%@brightwell.example")
    page = admin.get("/admin/people")
    assert "Petra Lind" in page.words
    assert "Jonas Weber" in page.words
    found = page.form().fill(search="OAKLINE.ex").submit().words
    assert "Petra Lind" in found
    assert "Jonas Weber" not in found
    assert "Jonas Weber" in page.form().fill(search="100%").submit().words
    found = page.form().fill(organization=ids.encode(oakline.id)).submit().words
    assert "Petra Lind" in found
    assert "Jonas Weber" not in found
    assert "Petra Lind" not in page.form().fill(role="admin").submit().words


@pytest.mark.parametrize(
    "query", ["search=a%00b", "role=boss", "organization=nonsense", "organization=" + "0" * 26, "search=" + "x" * 101]
)
def test_a_filter_that_cannot_be_is_refused(admin: PageClient, query: str) -> None:
    assert admin.get(f"/admin/people?{query}").status == 422


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999", "2\0", "٣"])
def test_an_odd_page_number_is_no_error(admin: PageClient, number: str) -> None:
    assert admin.get("/admin/people", query_string={"page": number}).status == 200


def test_long_lists_are_paged_and_statements_do_not_grow(admin: PageClient) -> None:
    admin.get("/admin/people")
    few = statements_of(lambda: admin.get("/admin/people"))
    for count in range(60):
        accounts.person(f"Person {count:03}")
    many = statements_of(lambda: admin.get("/admin/people"))
    page = admin.get("/admin/people")
    assert len(many) == len(few) <= 9, "eight, and BEGIN"
    assert "1 to 50 of 61 people" in page.words
    page = page.follow("Next page")
    assert "51 to 61 of 61 people" in page.words
    assert "Person 059" in page.words
    assert page.link("Previous page") == "/admin/people"


def test_organizations_are_added_and_renamed(admin: PageClient) -> None:
    page = admin.get("/admin").follow("Organizations").follow("Add an organization")
    page = page.form().fill(name="Oakline").submit()
    assert "Oakline" in page.words
    again = admin.get("/admin/organizations/new").form().fill(name="OAKLINE").submit()
    assert again.status == 422
    assert "This name is taken." in again.words
    oakline = session.query(Organization).one()
    page = admin.get(f"/admin/organizations/{ids.encode(oakline.id)}/edit").form().fill(name="Oakline Ltd").submit()
    assert "Oakline Ltd" in page.words
    assert (
        admin.get(f"/admin/organizations/{ids.encode(oakline.id)}/edit").form().fill(name="a\0").submit().status == 422
    )


def test_statements_of_organizations_do_not_grow(admin: PageClient) -> None:
    accounts.person()
    few = statements_of(lambda: admin.get("/admin/organizations"))
    for _ in range(40):
        accounts.person()
    many = statements_of(lambda: admin.get("/admin/organizations"))
    assert len(many) == len(few) <= 9, "eight, and BEGIN"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CSM])
def test_the_admin_pages_do_not_exist_for_others(signed_in: SignedIn, role: Role) -> None:
    viewer = accounts.person() if role is Role.MEMBER else accounts.staff()
    other = accounts.person()
    organization_id = other.organization_id
    browser = signed_in(viewer)
    token = browser.get("/me").form("/sign-out").values["csrf_token"]
    for path in (
        "/admin",
        "/admin/people",
        "/admin/people/new",
        show(other),
        f"{show(other)}/edit",
        f"{show(other)}/deactivate",
        "/admin/organizations",
        f"/admin/organizations/{ids.encode(organization_id)}/edit" if organization_id else "/admin",
        "/admin/settings",
        "/admin/mail",
        "/admin/audit",
        "/admin/audit.csv",
    ):
        assert browser.get(path).status == 404, path
    for path in ("/role", "/edit", "/deactivate", "/reactivate"):
        assert browser.post(show(other) + path, {"csrf_token": token, "name": "X"}).status == 404
    assert queries.names_of({other.id}) == {other.id: other.name}
