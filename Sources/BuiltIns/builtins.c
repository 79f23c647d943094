#include "BuiltIns.h"

static const unsigned char pipeline_proposal[] = {
#embed "../../config/templates/pipeline-proposal.md"
};
static const unsigned char design[] = {
#embed "../../config/templates/design.md"
};
static const unsigned char story[] = {
#embed "../../config/templates/story.md"
};
static const unsigned char technical[] = {
#embed "../../config/templates/technical.md"
};
static const unsigned char architecture[] = {
#embed "../../config/templates/architecture.md"
};
static const unsigned char sign_off[] = {
#embed "../../config/workflows/sign-off.yaml"
};

static const unsigned char peer_review[] = {
#embed "../../config/workflows/peer-review.yaml"
};
static const unsigned char four_eyes[] = {
#embed "../../config/workflows/four-eyes.yaml"
};
static const unsigned char agent_drafted[] = {
#embed "../../config/workflows/agent-drafted.yaml"
};

static const struct builtin_file templates[] = {
    {"pipeline-proposal", pipeline_proposal, sizeof pipeline_proposal},
    {"design", design, sizeof design},
    {"story", story, sizeof story},
    {"technical", technical, sizeof technical},
    {"architecture", architecture, sizeof architecture},
};

static const struct builtin_file workflows[] = {
    {"sign-off", sign_off, sizeof sign_off},
    {"peer-review", peer_review, sizeof peer_review},
    {"four-eyes", four_eyes, sizeof four_eyes},
    {"agent-drafted", agent_drafted, sizeof agent_drafted},
};

size_t builtin_template_count(void) { return sizeof templates / sizeof templates[0]; }
struct builtin_file builtin_template_at(size_t index) { return templates[index]; }
size_t builtin_workflow_count(void) { return sizeof workflows / sizeof workflows[0]; }
struct builtin_file builtin_workflow_at(size_t index) { return workflows[index]; }
