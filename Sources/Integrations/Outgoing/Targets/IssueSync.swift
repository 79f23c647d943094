import Documents
package import Workflow

/// What a tracker can do, each in one request or a few.
package protocol IssueTracker: Sendable {
  /// The issue whose text holds the sign, or whose own key the marker is; nil where there is none.
  func find(_ issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink?
  /// The text of the issue holds its sign already.
  func create(_ issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink
  /// Brings the issue's title and its state to the document's. Asked only where something of the two has changed since
  /// it was last done, so that what people do to the issue in between stays as it is.
  func update(_ link: ExternalLink, to issue: Issue, through exchange: Exchange) async throws(DeliveryFailure)
  /// Whether a comment's text holds the sign; false where comments have a key of their own.
  func hasComment(
    _ sign: String, on link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Bool
  /// The text holds its sign already.
  func comment(_ text: String, on link: ExternalLink, through exchange: Exchange) async throws(DeliveryFailure)
}

/// A document as an issue.
package struct Issue: Hashable, Sendable {
  /// Its key, the same for ever.
  package var marker: String
  /// The marker as it stands in the text; empty where the tracker takes a key of ours.
  package var sign: String
  package var title: String
  /// With the sign.
  package var text: String
  /// What the status is called in the tracker, by the endpoint's `status_map`, or else `open` or `closed`.
  package var state: String
  /// Whether the document is decided, for trackers that know no more than open and closed.
  package var isClosed: Bool

  /// The place in the log of what it tells.
  package var position: Int

  /// What of it is kept with its link: state and title as they were last brought to the tracker, and the event's place.
  fileprivate var note: String { "\(position)\n\(state)\n\(title)" }
  /// The same of an issue as trackers make it.
  fileprivate var firstNote: String { "\(position)\nopen\n\(title)" }

  /// Whether the tracker may be left as it is: it has it all, or has later news, as where an old delivery is sent again.
  fileprivate func isBrought(by note: String?) -> Bool {
    guard let parts = note?.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false), parts.count == 3
    else { return false }
    return parts[1] == state && parts[2] == title || Int(parts[0]) ?? 0 > position
  }
}

/// One issue per document: found again, updated in place, commented as the document goes on, closed and reopened with the
/// document. Nothing of it happens twice, however often a delivery is tried.
package struct IssueSync: Sendable {
  /// Events that the issue itself tells of; every other that the endpoint listens to is worth a comment.
  private static let uncommented: Set<String> = ["document.opened", "endpoint.test"]
  private static let closed: Set<String> = ["approved", "approved_with_modifications", "deprecated"]

  private let tracker: any IssueTracker
  private var form: IssueForm
  private let statusMap: [String: String]
  private let isPerStep: Bool

  /// Reads `status_map`, `comment_template`, and `issue_per`: `document` or `step`.
  package init(_ tracker: any IssueTracker, form: IssueForm, settings: TargetSettings) throws(Refusal) {
    self.tracker = tracker
    self.form = form
    self.form.commentTemplate = try settings.optionalText("comment_template")
    statusMap = try settings.map("status_map")
    let statuses = DocumentState.Status.allCases.map(\.rawValue)
    if let other = statusMap.keys.filter({ !statuses.contains($0) }).min() {
      throw Refusal.field(
        "settings.status_map.\(other)",
        "is no status of a document; there are \(statuses.sorted().joined(separator: ", ")).")
    }
    let per = try settings.optionalText("issue_per") ?? "document"
    guard ["document", "step"].contains(per) else {
      throw Refusal.field("settings.issue_per", "must be 'document' or 'step'.")
    }
    isPerStep = per == "step"
  }

  package static let settings: Set<String> = ["comment_template", "issue_per", "status_map"]

  package func deliver(_ notice: Notice, through exchange: Exchange) async throws(DeliveryFailure) {
    guard let document = notice.document else { return }
    let subject = subject(of: notice, document)
    let issue = try issue(of: notice, document, subject)
    guard let known = try await exchange.link(of: subject) else {
      let link = try await newLink(of: subject, issue, through: exchange)
      return try await bring(notice, issue, to: link, of: subject, through: exchange)
    }
    do throws(DeliveryFailure) {
      try await bring(notice, issue, to: known, of: subject, through: exchange)
    } catch  where error.status == 404 || error.status == 410 {
      // Somebody deleted the issue. Where the whole tracker is out of reach, looking for another fails as well.
      let link = try await newLink(of: subject, issue, through: exchange)
      try await bring(notice, issue, to: link, of: subject, through: exchange)
    }
  }

  package func preview(_ notice: Notice) throws(DeliveryFailure) -> String {
    guard let document = notice.document else { return "" }
    let issue = try issue(of: notice, document, subject(of: notice, document))
    return "\(issue.title)\n\n\(issue.text)\n\n---\n\n\(try form.comment(notice, marker: "countersign:preview"))"
  }

  /// Title and state where they have changed, then the comment.
  private func bring(
    _ notice: Notice, _ issue: Issue, to link: ExternalLink, of subject: String, through exchange: Exchange
  ) async throws(DeliveryFailure) {
    if !issue.isBrought(by: link.note) {
      try await tracker.update(link, to: issue, through: exchange)
      var brought = link
      brought.note = issue.note
      try await exchange.keep(brought, of: subject)
    }
    guard !Self.uncommented.contains(notice.type) else { return }
    let marker = "countersign:\(exchange.id)"
    let text = try form.comment(notice, marker: marker)
    // Looked for only where an earlier attempt may have written it.
    if exchange.mayBeDone, try await tracker.hasComment(form.hidden(marker), on: link, through: exchange) { return }
    try await tracker.comment(text, on: link, through: exchange)
  }

  /// Looked for before it is made: an earlier attempt may have made it, or a database that was restored since. Of one
  /// that is found nobody knows how it stands.
  private func newLink(
    of subject: String, _ issue: Issue, through exchange: Exchange
  ) async throws(DeliveryFailure) -> ExternalLink {
    var link = try await tracker.find(issue, through: exchange)
    if link == nil {
      link = try await tracker.create(issue, through: exchange)
      link?.note = issue.firstNote
    }
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
      marker: marker, sign: form.hidden(marker), title: try form.title(notice),
      text: try form.text(notice, marker: marker),
      state: statusMap[document.status] ?? (isClosed ? "closed" : "open"), isClosed: isClosed,
      position: notice.event["seq"]?.wholeNumber ?? 0)
  }
}

/// A target whose whole work is an issue for each document.
package protocol IssueTarget: Target {
  var sync: IssueSync { get }
}

extension IssueTarget {
  package static var traits: TargetTraits { .tracker }

  package func deliver(_ notice: Notice, through exchange: Exchange) async throws(DeliveryFailure) {
    try await sync.deliver(notice, through: exchange)
  }

  package func preview(_ notice: Notice) throws(DeliveryFailure) -> String { try sync.preview(notice) }
}
