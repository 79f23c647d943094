#include "PageFiles.h"

static const unsigned char comment_mustache[] = {
#embed "templates/comment.mustache"
};

static const unsigned char connection_mustache[] = {
#embed "templates/connection.mustache"
};

static const unsigned char delivery_rows_mustache[] = {
#embed "templates/delivery-rows.mustache"
};

static const unsigned char delivery_mustache[] = {
#embed "templates/delivery.mustache"
};

static const unsigned char document_rows_mustache[] = {
#embed "templates/document-rows.mustache"
};

static const unsigned char document_mustache[] = {
#embed "templates/document.mustache"
};

static const unsigned char endpoint_mustache[] = {
#embed "templates/endpoint.mustache"
};

static const unsigned char field_mustache[] = {
#embed "templates/field.mustache"
};

static const unsigned char foot_mustache[] = {
#embed "templates/foot.mustache"
};

static const unsigned char form_again_mustache[] = {
#embed "templates/form-again.mustache"
};

static const unsigned char head_mustache[] = {
#embed "templates/head.mustache"
};

static const unsigned char inbox_mustache[] = {
#embed "templates/inbox.mustache"
};

static const unsigned char integrations_mustache[] = {
#embed "templates/integrations.mustache"
};

static const unsigned char problem_mustache[] = {
#embed "templates/problem.mustache"
};

static const unsigned char project_mustache[] = {
#embed "templates/project.mustache"
};

static const unsigned char projects_mustache[] = {
#embed "templates/projects.mustache"
};

static const unsigned char reports_mustache[] = {
#embed "templates/reports.mustache"
};

static const unsigned char review_mustache[] = {
#embed "templates/review.mustache"
};

static const unsigned char seal_mustache[] = {
#embed "templates/seal.mustache"
};

static const unsigned char search_mustache[] = {
#embed "templates/search.mustache"
};

static const unsigned char secret_mustache[] = {
#embed "templates/secret.mustache"
};

static const unsigned char setup_mustache[] = {
#embed "templates/setup.mustache"
};

static const unsigned char sign_in_mustache[] = {
#embed "templates/sign-in.mustache"
};

static const unsigned char thread_mustache[] = {
#embed "templates/thread.mustache"
};

static const unsigned char time_mustache[] = {
#embed "templates/time.mustache"
};

static const unsigned char tour_mustache[] = {
#embed "templates/tour.mustache"
};

static const unsigned char trouble_mustache[] = {
#embed "templates/trouble.mustache"
};

static const unsigned char waiting_mustache[] = {
#embed "templates/waiting.mustache"
};

static const unsigned char await_js[] = {
#embed "assets/await.js"
};

static const unsigned char icon_svg[] = {
#embed "assets/icon.svg"
};

static const unsigned char pages_css[] = {
#embed "assets/pages.css"
};

static const unsigned char pages_js[] = {
#embed "assets/pages.js"
};

static const unsigned char search_js[] = {
#embed "assets/search.js"
};

static const struct page_file templates[] = {
    {"comment", comment_mustache, sizeof comment_mustache},
    {"connection", connection_mustache, sizeof connection_mustache},
    {"delivery-rows", delivery_rows_mustache, sizeof delivery_rows_mustache},
    {"delivery", delivery_mustache, sizeof delivery_mustache},
    {"document-rows", document_rows_mustache, sizeof document_rows_mustache},
    {"document", document_mustache, sizeof document_mustache},
    {"endpoint", endpoint_mustache, sizeof endpoint_mustache},
    {"field", field_mustache, sizeof field_mustache},
    {"foot", foot_mustache, sizeof foot_mustache},
    {"form-again", form_again_mustache, sizeof form_again_mustache},
    {"head", head_mustache, sizeof head_mustache},
    {"inbox", inbox_mustache, sizeof inbox_mustache},
    {"integrations", integrations_mustache, sizeof integrations_mustache},
    {"problem", problem_mustache, sizeof problem_mustache},
    {"project", project_mustache, sizeof project_mustache},
    {"projects", projects_mustache, sizeof projects_mustache},
    {"reports", reports_mustache, sizeof reports_mustache},
    {"review", review_mustache, sizeof review_mustache},
    {"seal", seal_mustache, sizeof seal_mustache},
    {"search", search_mustache, sizeof search_mustache},
    {"secret", secret_mustache, sizeof secret_mustache},
    {"setup", setup_mustache, sizeof setup_mustache},
    {"sign-in", sign_in_mustache, sizeof sign_in_mustache},
    {"thread", thread_mustache, sizeof thread_mustache},
    {"time", time_mustache, sizeof time_mustache},
    {"tour", tour_mustache, sizeof tour_mustache},
    {"trouble", trouble_mustache, sizeof trouble_mustache},
    {"waiting", waiting_mustache, sizeof waiting_mustache},
};

static const struct page_file assets[] = {
    {"await.js", await_js, sizeof await_js},
    {"icon.svg", icon_svg, sizeof icon_svg},
    {"pages.css", pages_css, sizeof pages_css},
    {"pages.js", pages_js, sizeof pages_js},
    {"search.js", search_js, sizeof search_js},
};

size_t page_template_count(void) { return sizeof templates / sizeof templates[0]; }
struct page_file page_template_at(size_t index) { return templates[index]; }
size_t page_asset_count(void) { return sizeof assets / sizeof assets[0]; }
struct page_file page_asset_at(size_t index) { return assets[index]; }
