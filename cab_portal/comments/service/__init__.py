"""Writes about threads: by members, by the team, and by the machine that carries them from version to version."""

from cab_portal.comments.service.placing import carry_to_new_version
from cab_portal.comments.service.suggestions import credit_version
from cab_portal.comments.service.threads import share_with_finish
from cab_portal.core.events import Event
from cab_portal.database.unit_of_work import Handler
from cab_portal.drafts.events import VersionShared
from cab_portal.reviews.events import ReviewFinished

SUBSCRIPTIONS: dict[type[Event], tuple[Handler, ...]] = {
    VersionShared: (carry_to_new_version, credit_version),
    ReviewFinished: (share_with_finish,),
}
