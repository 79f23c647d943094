"""The pages, each with who opens it. {example} and {large} are documents' ids; the others are of integrations."""

PAGES = [
    ("sign-in", "/sign-in", None),
    # A link's page shows its button whatever its key: only the button uses it up.
    ("sign-in-link", "/login/link?key=" + "0" * 64, None),
    ("inbox", "/", "tess"),
    ("document", "/documents/{example}", "tess"),
    ("document-owner", "/documents/{example}", "ada"),
    ("document-edit", "/documents/{example}/edit", "ada"),
    ("document-edit-section", "/documents/{example}/edit?section=design-overview", "ada"),
    ("document-compare", "/documents/{example}/compare", "tess"),
    ("document-history", "/documents/{example}/history", "tess"),
    ("document-print", "/documents/{example}/print", "tess"),
    ("large", "/documents/{large}", "tess"),
    ("large-edit", "/documents/{large}/edit", "ada"),
    ("large-compare", "/documents/{large}/compare", "tess"),
    ("large-history", "/documents/{large}/history", "tess"),
    ("large-print", "/documents/{large}/print", "tess"),
    ("projects", "/projects", "tess"),
    ("project", "/projects/parcel-lockers", "tess"),
    ("projects-open", "/projects?open=1", "ada"),
    ("project-open", "/projects/parcel-lockers?open=1", "ada"),
    ("search", "/search", "tess"),
    ("search-results", "/search?q=parcel", "tess"),
    ("search-narrowed", "/search?q=parcel&status=in_review&waiting_on=ada", "tess"),
    ("audit", "/audit", "admin"),
    ("audit-results", "/audit?query=type:verdict.*", "admin"),
    ("integrations", "/integrations", "admin"),
    ("integrations-others", "/integrations", "tess"),
    ("endpoint", "/integrations/endpoints/{endpoint}", "admin"),
    ("delivery", "/integrations/deliveries/{delivery}", "admin"),
    ("connection", "/integrations/connections/{connection}", "admin"),
    ("receipt", "/integrations/connections/{connection}/receipts/{receipt}", "admin"),
    ("setup-endpoint", "/integrations/endpoints/new?kind=slack", "admin"),
    ("setup-connection", "/integrations/connections/new?host=github", "admin"),
    ("reports", "/reports", "tess"),
    ("not-found", "/documents/none", "tess"),
]
# Answered with another status than 200.
STATUS = {"not-found": 404}


def address(daemon, path):
    """A page's URL; the documents are looked up once."""
    if not hasattr(daemon, "places"):
        from seeding import LARGE_TITLE, integrations
        daemon.places = {"example": daemon.document("Opening a locker offline"), "large": daemon.document(LARGE_TITLE)}
        daemon.places |= integrations(daemon)
    return daemon.url + path.format(**daemon.places)
