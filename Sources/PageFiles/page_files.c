#include "PageFiles.h"

static const unsigned char audit_mustache[] = {
#embed "templates/audit.mustache"
};

static const unsigned char comment_mustache[] = {
#embed "templates/comment.mustache"
};

static const unsigned char compare_mustache[] = {
#embed "templates/compare.mustache"
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

static const unsigned char document_head_mustache[] = {
#embed "templates/document-head.mustache"
};

static const unsigned char document_rows_mustache[] = {
#embed "templates/document-rows.mustache"
};

static const unsigned char document_mustache[] = {
#embed "templates/document.mustache"
};

static const unsigned char edit_asks_mustache[] = {
#embed "templates/edit-asks.mustache"
};

static const unsigned char edit_checks_mustache[] = {
#embed "templates/edit-checks.mustache"
};

static const unsigned char edit_mustache[] = {
#embed "templates/edit.mustache"
};

static const unsigned char endpoint_mustache[] = {
#embed "templates/endpoint.mustache"
};

static const unsigned char exact_time_mustache[] = {
#embed "templates/exact-time.mustache"
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

static const unsigned char history_mustache[] = {
#embed "templates/history.mustache"
};

static const unsigned char inbox_mustache[] = {
#embed "templates/inbox.mustache"
};

static const unsigned char integrations_mustache[] = {
#embed "templates/integrations.mustache"
};

static const unsigned char link_mustache[] = {
#embed "templates/link.mustache"
};

static const unsigned char merge_mustache[] = {
#embed "templates/merge.mustache"
};

static const unsigned char part_mustache[] = {
#embed "templates/part.mustache"
};

static const unsigned char print_mustache[] = {
#embed "templates/print.mustache"
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

static const unsigned char receipt_mustache[] = {
#embed "templates/receipt.mustache"
};

static const unsigned char reports_mustache[] = {
#embed "templates/reports.mustache"
};

static const unsigned char review_mustache[] = {
#embed "templates/review.mustache"
};

static const unsigned char saved_mustache[] = {
#embed "templates/saved.mustache"
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

static const unsigned char since_mustache[] = {
#embed "templates/since.mustache"
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

static const unsigned char verdict_form_mustache[] = {
#embed "templates/verdict-form.mustache"
};

static const unsigned char waiting_mustache[] = {
#embed "templates/waiting.mustache"
};

static const unsigned char audit_css[] = {
#embed "assets/audit.css"
};

static const unsigned char audit_js[] = {
#embed "assets/audit.js"
};

static const unsigned char await_js[] = {
#embed "assets/await.js"
};

static const unsigned char editing_css[] = {
#embed "assets/editing.css"
};

static const unsigned char editor_js[] = {
#embed "assets/editor.js"
};

static const unsigned char history_css[] = {
#embed "assets/history.css"
};

static const unsigned char history_js[] = {
#embed "assets/history.js"
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

static const unsigned char print_css[] = {
#embed "assets/print.css"
};

static const unsigned char search_js[] = {
#embed "assets/search.js"
};

static const struct page_file templates[] = {
    {"audit", audit_mustache, sizeof audit_mustache},
    {"comment", comment_mustache, sizeof comment_mustache},
    {"compare", compare_mustache, sizeof compare_mustache},
    {"connection", connection_mustache, sizeof connection_mustache},
    {"delivery-rows", delivery_rows_mustache, sizeof delivery_rows_mustache},
    {"delivery", delivery_mustache, sizeof delivery_mustache},
    {"document-head", document_head_mustache, sizeof document_head_mustache},
    {"document-rows", document_rows_mustache, sizeof document_rows_mustache},
    {"document", document_mustache, sizeof document_mustache},
    {"edit-asks", edit_asks_mustache, sizeof edit_asks_mustache},
    {"edit-checks", edit_checks_mustache, sizeof edit_checks_mustache},
    {"edit", edit_mustache, sizeof edit_mustache},
    {"endpoint", endpoint_mustache, sizeof endpoint_mustache},
    {"exact-time", exact_time_mustache, sizeof exact_time_mustache},
    {"field", field_mustache, sizeof field_mustache},
    {"foot", foot_mustache, sizeof foot_mustache},
    {"form-again", form_again_mustache, sizeof form_again_mustache},
    {"head", head_mustache, sizeof head_mustache},
    {"history", history_mustache, sizeof history_mustache},
    {"inbox", inbox_mustache, sizeof inbox_mustache},
    {"integrations", integrations_mustache, sizeof integrations_mustache},
    {"link", link_mustache, sizeof link_mustache},
    {"merge", merge_mustache, sizeof merge_mustache},
    {"part", part_mustache, sizeof part_mustache},
    {"print", print_mustache, sizeof print_mustache},
    {"problem", problem_mustache, sizeof problem_mustache},
    {"project", project_mustache, sizeof project_mustache},
    {"projects", projects_mustache, sizeof projects_mustache},
    {"receipt", receipt_mustache, sizeof receipt_mustache},
    {"reports", reports_mustache, sizeof reports_mustache},
    {"review", review_mustache, sizeof review_mustache},
    {"saved", saved_mustache, sizeof saved_mustache},
    {"seal", seal_mustache, sizeof seal_mustache},
    {"search", search_mustache, sizeof search_mustache},
    {"secret", secret_mustache, sizeof secret_mustache},
    {"setup", setup_mustache, sizeof setup_mustache},
    {"sign-in", sign_in_mustache, sizeof sign_in_mustache},
    {"since", since_mustache, sizeof since_mustache},
    {"thread", thread_mustache, sizeof thread_mustache},
    {"time", time_mustache, sizeof time_mustache},
    {"tour", tour_mustache, sizeof tour_mustache},
    {"trouble", trouble_mustache, sizeof trouble_mustache},
    {"verdict-form", verdict_form_mustache, sizeof verdict_form_mustache},
    {"waiting", waiting_mustache, sizeof waiting_mustache},
};

static const struct page_file assets[] = {
    {"audit.css", audit_css, sizeof audit_css},
    {"audit.js", audit_js, sizeof audit_js},
    {"await.js", await_js, sizeof await_js},
    {"editing.css", editing_css, sizeof editing_css},
    {"editor.js", editor_js, sizeof editor_js},
    {"history.css", history_css, sizeof history_css},
    {"history.js", history_js, sizeof history_js},
    {"icon.svg", icon_svg, sizeof icon_svg},
    {"pages.css", pages_css, sizeof pages_css},
    {"pages.js", pages_js, sizeof pages_js},
    {"print.css", print_css, sizeof print_css},
    {"search.js", search_js, sizeof search_js},
};

size_t page_template_count(void) { return sizeof templates / sizeof templates[0]; }
struct page_file page_template_at(size_t index) { return templates[index]; }
size_t page_asset_count(void) { return sizeof assets / sizeof assets[0]; }
struct page_file page_asset_at(size_t index) { return assets[index]; }
