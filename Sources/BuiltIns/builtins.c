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
static const unsigned char prd[] = {
#embed "../../config/templates/prd.md"
};
static const unsigned char discovery_report[] = {
#embed "../../config/templates/discovery-report.md"
};
static const unsigned char gameplan[] = {
#embed "../../config/templates/gameplan.md"
};
static const unsigned char test_matrix[] = {
#embed "../../config/templates/test-matrix.md"
};
static const unsigned char progress[] = {
#embed "../../config/templates/progress.md"
};
static const unsigned char review_report[] = {
#embed "../../config/templates/review-report.md"
};
static const unsigned char qa_plan[] = {
#embed "../../config/templates/qa-plan.md"
};
static const unsigned char sign_off[] = {
#embed "../../config/workflows/sign-off.yaml"
};
static const unsigned char eight_step_pipeline[] = {
#embed "../../config/pipelines/eight-step.yaml"
};
static const unsigned char story_pipeline[] = {
#embed "../../config/pipelines/story.yaml"
};
static const unsigned char single_pipeline[] = {
#embed "../../config/pipelines/single.yaml"
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

static const unsigned char example_architecture[] = {
#embed "../../config/examples/architecture.md"
};
static const unsigned char example_design[] = {
#embed "../../config/examples/design.md"
};
static const unsigned char example_pipeline_proposal[] = {
#embed "../../config/examples/pipeline-proposal.md"
};
static const unsigned char example_story[] = {
#embed "../../config/examples/story.md"
};
static const unsigned char example_technical[] = {
#embed "../../config/examples/technical.md"
};

static const struct builtin_file templates[] = {
    {"pipeline-proposal", pipeline_proposal, sizeof pipeline_proposal},
    {"design", design, sizeof design},
    {"story", story, sizeof story},
    {"technical", technical, sizeof technical},
    {"architecture", architecture, sizeof architecture},
    {"prd", prd, sizeof prd},
    {"discovery-report", discovery_report, sizeof discovery_report},
    {"gameplan", gameplan, sizeof gameplan},
    {"test-matrix", test_matrix, sizeof test_matrix},
    {"progress", progress, sizeof progress},
    {"review-report", review_report, sizeof review_report},
    {"qa-plan", qa_plan, sizeof qa_plan},
};

static const struct builtin_file workflows[] = {
    {"sign-off", sign_off, sizeof sign_off},
    {"peer-review", peer_review, sizeof peer_review},
    {"four-eyes", four_eyes, sizeof four_eyes},
    {"agent-drafted", agent_drafted, sizeof agent_drafted},
};

static const struct builtin_file pipelines[] = {
    {"eight-step", eight_step_pipeline, sizeof eight_step_pipeline},
    {"story", story_pipeline, sizeof story_pipeline},
    {"single", single_pipeline, sizeof single_pipeline},
};

static const struct builtin_file examples[] = {
    {"architecture", example_architecture, sizeof example_architecture},
    {"design", example_design, sizeof example_design},
    {"pipeline-proposal", example_pipeline_proposal, sizeof example_pipeline_proposal},
    {"story", example_story, sizeof example_story},
    {"technical", example_technical, sizeof example_technical},
};

size_t builtin_template_count(void) { return sizeof templates / sizeof templates[0]; }
struct builtin_file builtin_template_at(size_t index) { return templates[index]; }
size_t builtin_workflow_count(void) { return sizeof workflows / sizeof workflows[0]; }
struct builtin_file builtin_workflow_at(size_t index) { return workflows[index]; }
size_t builtin_pipeline_count(void) { return sizeof pipelines / sizeof pipelines[0]; }
struct builtin_file builtin_pipeline_at(size_t index) { return pipelines[index]; }
size_t builtin_example_count(void) { return sizeof examples / sizeof examples[0]; }
struct builtin_file builtin_example_at(size_t index) { return examples[index]; }
