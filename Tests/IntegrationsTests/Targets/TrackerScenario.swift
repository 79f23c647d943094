import Documents
import Foundation
import Integrations
import NIOConcurrencyHelpers
import TestSupport
import Testing

/// What every tracker must bear, tried on one of them.
struct TrackerScenario<Tool: Target>: Sendable {
  let tracker: any TrackerDouble
  let settings: [String: Value]
  /// How the tracker calls an issue that is open, and one that is closed.
  let states: (open: String, closed: String)
  /// Where that is another than the open one.
  var reopened: String?
  /// By method and part of the path, or of the question.
  let creating: (method: String, part: String)
  let commenting: (method: String, part: String)
  let updating: (method: String, part: String)
  /// Whether its answers are lost behind the client and not in the tracker.
  var isReal = false

  func harness(links: MemoryLinks = MemoryLinks()) throws -> TargetHarness<Tool> {
    let faults = tracker.faults
    return try TargetHarness(Tool.self, url: tracker.url, settings: settings, links: links) { [isReal] request in
      guard isReal, case .cut? = faults.next(request.method, request.url, request.body) else { return false }
      return true
    }
  }

  /// One issue, that says what it is of and is commented as the document goes on.
  func makesOne(of document: Notice.Document = .sample) async throws {
    let harness = try harness()
    try await harness.deliver(.opened(document))
    try await harness.deliver(.reviewRequested(document))
    try await harness.deliver(.stageCompleted(of: document))
    let issue = try await only(of: document)
    #expect(issue.title == document.title && issue.text.contains(document.title))
    #expect(issue.comments.count == 2 && issue.state == states.open)
    #expect(issue.comments.last?.contains("The stage review is complete") == true)
    let link = harness.links.all[document.id]
    #expect(link?.url?.hasPrefix("http") == true)
  }

  /// Closed with the document's approval, and opened again with the document.
  func follows(_ document: Notice.Document = .sample) async throws {
    let harness = try harness()
    try await harness.deliver(.reviewRequested(document))
    try await harness.deliver(.approved(document))
    let closed = try await only(of: document)
    #expect(closed.state == states.closed && closed.comments.count == 2)
    var renamed = document
    renamed.title += ", again"
    try await harness.deliver(.reopened(renamed))
    let reopened = try await only(of: renamed)
    #expect(reopened.state == self.reopened ?? states.open && reopened.comments.count == 3)
  }

  /// The tracker makes the issue, and its answer is lost: there is one in the end.
  func bearsLostCreation(of document: Notice.Document = .sample) async throws {
    tracker.faults.plan(.cut, at: creating.method, creating.part)
    let harness = try harness()
    let failures = try await harness.deliver(.reviewRequested(document))
    #expect(failures.map(\.isAmbiguous) == [true] && tracker.faults.isDone)
    let issue = try await only(of: document)
    #expect(issue.comments.count == 1)
  }

  /// The tracker takes the comment, and its answer is lost: there is one in the end.
  func bearsLostComment(on document: Notice.Document = .sample) async throws {
    let harness = try harness()
    try await harness.deliver(.opened(document))
    tracker.faults.plan(.cut, at: commenting.method, commenting.part)
    let failures = try await harness.deliver(.stageCompleted(of: document))
    #expect(failures.map(\.isAmbiguous) == [true] && tracker.faults.isDone)
    let issue = try await only(of: document)
    #expect(issue.comments.count == 1)
  }

  func bearsLostUpdate(of document: Notice.Document = .sample) async throws {
    let harness = try harness()
    try await harness.deliver(.reviewRequested(document))
    tracker.faults.plan(.cut, at: updating.method, updating.part)
    let failures = try await harness.deliver(.approved(document))
    #expect(failures.count == 1 && tracker.faults.isDone)
    let issue = try await only(of: document)
    #expect(issue.comments.count == 2 && issue.state == states.closed)
  }

  /// Of any two answers one is lost, whichever it is: in the end each document has one issue, and each delivery one comment.
  func bearsAnything() async throws {
    let chance = NIOLockedValueBox(Seeded())
    let seed = chance.withLockedValue(\.seed)
    let harness = try TargetHarness(Tool.self, url: tracker.url, settings: settings) { _ in
      chance.withLockedValue { Bool.random(using: &$0) }
    }
    let documents = (1...3).map { Notice.Document.sample(id: "doc_any\($0)", title: "Any \($0)") }
    for document in documents {
      let notices: [Notice] = [
        .opened(document), .reviewRequested(document), .stageCompleted(of: document), .approved(document),
      ]
      for notice in notices {
        try await harness.deliver(notice, attemptsMax: 500)
      }
    }
    let issues = try await tracker.issues
    #expect(issues.map(\.title).sorted() == documents.map(\.title), "seed \(seed)")
    #expect(issues.map(\.comments.count) == [3, 3, 3] && Set(issues.map(\.state)) == [states.closed], "seed \(seed)")
  }

  /// An endpoint whose links were lost finds its issue among others.
  func findsAgain(_ document: Notice.Document = .sample) async throws {
    let first = try harness()
    try await first.deliver(.opened(document))
    for number in 1...3 { try await first.deliver(.opened(.sample(id: "\(document.id)0\(number)", title: "Another"))) }
    let second = try harness()
    try await second.deliver(.stageCompleted(of: document))
    let issue = try await only(of: document)
    #expect(issue.comments.count == 1)
    let (before, after) = (first.links.all[document.id]?.key, second.links.all[document.id]?.key)
    #expect(before != nil && before == after)
  }

  /// `answer` is the tracker's own way to say that it is too much.
  func waits(_ answer: LoopbackReceiver.Answer, seconds: ClosedRange<Double>) async throws {
    let start = ContinuousClock.now
    tracker.faults.plan(.answer(answer), at: creating.method, creating.part)
    let failures = try await harness().deliver(.opened())
    #expect(failures.map(\.kind) == [.rateLimit])
    let asked = try #require(failures.first?.retryAfter)
    // Where the tool names a moment, the time that the test has taken is off it.
    let taken = (ContinuousClock.now - start) / .seconds(1)
    #expect(asked <= seconds.upperBound && asked >= seconds.lowerBound - taken, "\(asked)")
    let count = try await tracker.issues.count
    #expect(count == 1)
  }

  /// The tracker's words come through, without what must not be kept, and the next attempt does what is left.
  func says(_ words: String, answering answer: LoopbackReceiver.Answer, kind: DeliveryFailure.Kind) async throws {
    tracker.faults.plan(.answer(answer), at: commenting.method, commenting.part)
    let failures = try await harness().deliver(.reviewRequested())
    #expect(failures.map(\.kind) == [kind])
    #expect(failures.first?.answer?.contains(words) == true, "\(failures)")
    let secret = settings["token"]?.string ?? ""
    #expect(failures.first?.answer?.contains(secret) == false)
    let issue = try await only(of: .sample)
    #expect(issue.comments.count == 1)
  }

  /// Texts of any length are taken, with the document's link where they were cut.
  func cuts(
    comment: Int, to most: Int, document: Notice.Document = .sample(title: String(repeating: "Long ", count: 300))
  )
    async throws
  {
    let harness = try harness()
    let words = String(repeating: "words ", count: comment / 6)
    let notice = Notice.made("stage.returned", of: document.with(status: "draft"), data: ["reason": .string(words)])
    try await harness.deliver(notice)
    let issue = try #require(try await tracker.issues.last)
    #expect(issue.title.hasSuffix("…") && issue.title.unicodeScalars.count <= 256)
    let comment = try #require(issue.comments.last)
    #expect(comment.unicodeScalars.count <= most && comment.contains("… \(document.url)"))
  }

  private func only(of document: Notice.Document) async throws -> SeenIssue {
    let all = try await tracker.issues.filter { $0.title == document.title }
    try #require(all.count == 1, "\(all)")
    return all[0]
  }
}
