"""All tables, for migrations and for whoever wants them at one place."""

from cab_portal.accounts import models as accounts
from cab_portal.audit import models as audit
from cab_portal.boards import models as boards
from cab_portal.comments import models as comments
from cab_portal.database import Base
from cab_portal.drafts import models as drafts
from cab_portal.launches import models as launches
from cab_portal.outbox import models as outbox
from cab_portal.program import models as program
from cab_portal.reviews import models as reviews
from cab_portal.rewards import models as rewards
from cab_portal.routing import models as routing
from cab_portal.surveys import models as surveys

__all__ = [
    "accounts",
    "audit",
    "boards",
    "comments",
    "drafts",
    "launches",
    "metadata",
    "outbox",
    "program",
    "reviews",
    "rewards",
    "routing",
    "surveys",
]

metadata = Base.metadata
