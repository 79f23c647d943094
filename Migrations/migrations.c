#include "migrations.h"

static const unsigned char log_sql[] = {
#embed "0001_log.sql"
};
static const unsigned char projections_sql[] = {
#embed "0002_projections.sql"
};
static const unsigned char private_sql[] = {
#embed "0003_private.sql"
};
static const unsigned char deliveries_sql[] = {
#embed "0004_deliveries.sql"
};
static const unsigned char workflows_sql[] = {
#embed "0005_workflows.sql"
};
static const unsigned char proofs_sql[] = {
#embed "0006_proofs.sql"
};
static const unsigned char audit_sql[] = {
#embed "0007_audit.sql"
};
static const unsigned char drafts_sql[] = {
#embed "0008_drafts.sql"
};
static const unsigned char rebuild_sql[] = {
#embed "0009_rebuild.sql"
};
static const unsigned char kinds_sql[] = {
#embed "0010_kinds.sql"
};
static const unsigned char outgoing_sql[] = {
#embed "0011_outgoing.sql"
};
static const unsigned char incoming_sql[] = {
#embed "0012_incoming.sql"
};
static const unsigned char branches_sql[] = {
#embed "0013_branches.sql"
};
static const unsigned char asked_again_sql[] = {
#embed "0014_asked_again.sql"
};
static const unsigned char sign_in_sql[] = {
#embed "0015_sign_in.sql"
};
static const unsigned char traces_sql[] = {
#embed "0017_traces.sql"
};
static const unsigned char saved_searches_sql[] = {
#embed "0018_saved_searches.sql"
};

static const struct migration all[] = {
    {"0001_log", log_sql, sizeof log_sql},
    {"0002_projections", projections_sql, sizeof projections_sql},
    {"0003_private", private_sql, sizeof private_sql},
    {"0004_deliveries", deliveries_sql, sizeof deliveries_sql},
    {"0005_workflows", workflows_sql, sizeof workflows_sql},
    {"0006_proofs", proofs_sql, sizeof proofs_sql},
    {"0007_audit", audit_sql, sizeof audit_sql},
    {"0008_drafts", drafts_sql, sizeof drafts_sql},
    {"0009_rebuild", rebuild_sql, sizeof rebuild_sql},
    {"0010_kinds", kinds_sql, sizeof kinds_sql},
    {"0011_outgoing", outgoing_sql, sizeof outgoing_sql},
    {"0012_incoming", incoming_sql, sizeof incoming_sql},
    {"0013_branches", branches_sql, sizeof branches_sql},
    {"0014_asked_again", asked_again_sql, sizeof asked_again_sql},
    {"0015_sign_in", sign_in_sql, sizeof sign_in_sql},
    {"0017_traces", traces_sql, sizeof traces_sql},
    {"0018_saved_searches", saved_searches_sql, sizeof saved_searches_sql},
};

size_t migration_count(void) { return sizeof all / sizeof all[0]; }

struct migration migration_at(size_t index) { return all[index]; }
