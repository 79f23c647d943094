package import Workflow

/// What a tracker can do, each in one request or a few.
package protocol IssueTracker: Sendable {
  /// The issue whose text holds the marker, or whose own key it is; nil where there is none.
  func find(_ marker: String, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink?
  /// The text of the issue holds its marker already.
  func create(_ issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink
  /// Brings the issue's state to what the document's status is mapped to. Returns the link as it is to be kept.
  func update(
    _ link: ExternalLink, to issue: Issue, through exchange: Exchange
  ) async throws(DeliveryFailure) -> ExternalLink
  func hasComment(
    _ marker: String, on link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Bool
  /// The text holds its marker already.
  func comment(_ text: String, on link: ExternalLink, through exchange: Exchange) async throws(DeliveryFailure)
}

/// A document as an issue.
package struct Issue: Hashable, Sendable {
  package var marker: String
  package var title: String
  /// With the marker.
  package var text: String
  /// What the status is called in the tracker, by the endpoint's `status_map`, or else `open` or `closed`.
  package var state: String
  /// Whether the document is decided, for trackers that know no more than open and closed.
  package var isClosed: Bool
}

/// One issue per document: found again, updated in place, commented at stage changes, closed and reopened with the
/// document. Nothing of it happens twice, however often a delivery is tried.
package struct IssueSync: Sendable {
  /// Events that say where a document stands, each worth a comment.
  private static let commented: Set<String> = [
    "review.requested", "review.withdrawn", "stage.completed", "stage.returned", "document.approved",
    "document.reopened", "document.deprecated",
  ]
  private static let closed: Set<String> = ["approved", "approved_with_modifications", "deprecated"]

  private let tracker: any IssueTracker
  private let form: IssueForm
  private let statusMap: [String: String]
  private let isPerStep: Bool

  /// Reads `status_map`, and `issue_per`: `document` or `step`.
  package init(_ tracker: any IssueTracker, form: IssueForm, settings: TargetSettings) throws(Refusal) {
    self.tracker = tracker
    self.form = form
    statusMap = try settings.map("status_map")
    let per = try settings.optionalText("issue_per") ?? "document"
    guard ["document", "step"].contains(per) else {
      throw Refusal.field("settings.issue_per", "must be 'document' or 'step'.")
    }
    isPerStep = per == "step"
  }

  package static let settings: Set<String> = ["issue_per", "status_map"]

  package func deliver(_ notice: Notice, through exchange: Exchange) async throws(DeliveryFailure) {
    guard let document = notice.document else { return }
    let subject = subject(of: notice, document)
    let issue = try issue(of: notice, document, subject)
    var link = try await link(of: subject, issue, through: exchange)
    link = try await tracker.update(link, to: issue, through: exchange)
    try await exchange.keep(link, of: subject)
    guard Self.commented.contains(notice.type) else { return }
    let marker = "countersign:\(exchange.id)"
    // Looked for only where an earlier attempt may have written it.
    if exchange.attempt > 1, try await tracker.hasComment(marker, on: link, through: exchange) { return }
    try await tracker.comment(try form.comment(notice, marker: marker), on: link, through: exchange)
  }

  package func preview(_ notice: Notice) throws(DeliveryFailure) -> String {
    guard let document = notice.document else { return "" }
    let issue = try issue(of: notice, document, subject(of: notice, document))
    return "\(issue.title)\n\n\(issue.text)\n\n---\n\n\(try form.comment(notice, marker: "countersign:preview"))"
  }

  private func link(
    of subject: String, _ issue: Issue, through exchange: Exchange
  ) async throws(DeliveryFailure) -> ExternalLink {
    if let known = try await exchange.link(of: subject) { return known }
    // Looked for before it is made: an earlier attempt may have made it, or a database that was restored since.
    var link = try await tracker.find(issue.marker, through: exchange)
    if link == nil { link = try await tracker.create(issue, through: exchange) }
    guard let link else { throw DeliveryFailure(.answer, answer: "The tracker gave no issue.") }
    try await exchange.keep(link, of: subject)
    return link
  }

  private func subject(of notice: Notice, _ document: Notice.Document) -> String {
    guard isPerStep, let step = document.step, let project = notice.project else { return document.id }
    return "\(project.slug)/\(step)"
  }

  private func issue(
    of notice: Notice, _ document: Notice.Document, _ subject: String
  ) throws(DeliveryFailure) -> Issue {
    let isClosed = Self.closed.contains(document.status)
    let marker = "countersign:\(subject)"
    return Issue(
      marker: marker, title: try form.title(notice), text: try form.text(notice, marker: marker),
      state: statusMap[document.status] ?? (isClosed ? "closed" : "open"), isClosed: isClosed)
  }
}

/// How a tracker's texts are made: in its own markup, cut to its limits.
package struct IssueForm: Sendable {
  package var markup: Markup
  /// Of the endpoint's own, for the issue's text.
  package var template: String?
  package var defaultText: String
  package var defaultComment: String
  package var titleMax: Int
  package var textMax: Int
  /// Writes a marker so that people are not bothered by it.
  package var hidden: @Sendable (String) -> String

  package init(
    markup: Markup, template: String?, defaultText: String, defaultComment: String, titleMax: Int, textMax: Int,
    hidden: @escaping @Sendable (String) -> String
  ) {
    self.markup = markup
    self.template = template
    self.defaultText = defaultText
    self.defaultComment = defaultComment
    self.titleMax = titleMax
    self.textMax = textMax
    self.hidden = hidden
  }

  func title(_ notice: Notice) throws(DeliveryFailure) -> String {
    Clipping.cut(notice.document?.title ?? "", to: titleMax, .characters)
  }

  func text(_ notice: Notice, marker: String) throws(DeliveryFailure) -> String {
    try signed(template ?? defaultText, notice, marker)
  }

  func comment(_ notice: Notice, marker: String) throws(DeliveryFailure) -> String {
    try signed(defaultComment, notice, marker)
  }

  /// The marker is never cut off.
  private func signed(_ template: String, _ notice: Notice, _ marker: String) throws(DeliveryFailure) -> String {
    let ending = "\n\n" + hidden(marker)
    let text = try MessageTemplate(template, markup: markup).render(notice)
    let link = notice.document.map { "… \($0.url)" } ?? "…"
    return Clipping.cut(text, to: textMax - ending.unicodeScalars.count, .characters, ending: link) + ending
  }
}
