#include "BuiltIns.h"

// The pieces follow one another as one file of YAML: the paths between the head and the components.
static const unsigned char openapi[] = {
#embed "../../docs/openapi/head.yaml"
,
#embed "../../docs/openapi/documents.yaml"
,
#embed "../../docs/openapi/searches.yaml"
,
#embed "../../docs/openapi/drafts.yaml"
,
#embed "../../docs/openapi/review.yaml"
,
#embed "../../docs/openapi/comments.yaml"
,
#embed "../../docs/openapi/gates.yaml"
,
#embed "../../docs/openapi/audit.yaml"
,
#embed "../../docs/openapi/log.yaml"
,
#embed "../../docs/openapi/projects.yaml"
,
#embed "../../docs/openapi/templates.yaml"
,
#embed "../../docs/openapi/workflows.yaml"
,
#embed "../../docs/openapi/people.yaml"
,
#embed "../../docs/openapi/groups.yaml"
,
#embed "../../docs/openapi/sign-in.yaml"
,
#embed "../../docs/openapi/webhooks.yaml"
,
#embed "../../docs/openapi/connections.yaml"
,
#embed "../../docs/openapi/operations.yaml"
,
#embed "../../docs/openapi/components.yaml"
,
#embed "../../docs/openapi/schemas-common.yaml"
,
#embed "../../docs/openapi/schemas-registry.yaml"
,
#embed "../../docs/openapi/schemas-projects.yaml"
,
#embed "../../docs/openapi/schemas-documents.yaml"
,
#embed "../../docs/openapi/schemas-drafts.yaml"
,
#embed "../../docs/openapi/schemas-review.yaml"
,
#embed "../../docs/openapi/schemas-audit.yaml"
,
#embed "../../docs/openapi/schemas-people.yaml"
,
#embed "../../docs/openapi/schemas-groups.yaml"
,
#embed "../../docs/openapi/schemas-sign-in.yaml"
,
#embed "../../docs/openapi/schemas-webhooks.yaml"
,
#embed "../../docs/openapi/schemas-connections.yaml"
,
#embed "../../docs/openapi/schemas-operations.yaml"
};

struct builtin_file builtin_openapi(void) { return (struct builtin_file){"openapi", openapi, sizeof openapi}; }
