import Documents
import Foundation
import Integrations
import Ledger
import TestSupport
import Testing

/// What the doubles deliver, verified and read as the daemon would.
@Suite struct TellingOfBitbucketAndAzure {
  typealias Kind = AtlassianOrAzure

  private static func facts(_ kind: Kind, _ double: any HostDouble) throws -> [HostFact] {
    let secret = ConnectionSecret(secret: double.secret, token: nil)
    return try double.newDeliveries().flatMap { delivery -> [HostFact] in
      let verified = kind.host.verify(RawDelivery(headers: delivery.fields, body: delivery.body), secret: secret)
      let name = try #require(verified)
      return try kind.host.facts(of: name.event, body: try kind.host.json(of: delivery.body))
    }
  }

  @Test("a change request is followed from its opening to its merging", arguments: Kind.allCases)
  func follows(_ kind: Kind) async throws {
    let double = try await kind.double()
    let repository = double.repository
    let root = repository.commit("Root", .write("a.md", "0"))
    let first = repository.commit("One", by: .grace, on: "work", .write("a.md", "1"))
    repository.open("Work", from: "work")
    repository.review(1, .changesRequested, by: .alan)
    repository.withdraw(1, of: .alan)
    let second = repository.commit("Two", on: "work", .write("a.md", "2"))
    repository.edit(1, title: "Work well")
    repository.review(1, .approved, by: .grace)
    repository.review(1, .commented, by: .grace, text: "Well.")
    repository.merge(1, by: .grace)
    let facts = try Self.facts(kind, double)
    let merged = try #require(repository.tip(of: "main"))
    let edited = kind == .cloud ? "updated" : "edited"
    #expect(
      facts.map(Self.short)
        == [
          "push main \(root)", "push work \(first)", "opened \(first)", "changes_requested \(first)",
          "withdrawn \(first)",
          "push work \(second)", "updated \(second)", "\(edited) \(second)", "approved \(second)",
          "push main \(merged)",
          "merged \(second)",
        ].map(Self.cut))
    guard case .changeRequest(let last)? = facts.last, case .push(let push) = facts[1] else { return }
    #expect(last.mergeCommit.map { merged.hasPrefix($0) } == true && last.repository == double.repositoryName)
    #expect(push.repository == double.repositoryName && push.commits.map(\.id) == [first] && push.before == nil)
    #expect(
      push.commits.first?.author.name == "Grace Hopper" && push.pusher?.name == "Grace Hopper" && !push.isComplete)
  }

  @Test("comments, closings and deletions are told of", arguments: Kind.allCases)
  func tells(_ kind: Kind) async throws {
    let double = try await kind.double()
    let repository = double.repository
    repository.commit("Root", .write("a.md", "0"))
    repository.commit("One", on: "work", .write("a.md", "1"))
    repository.open("Work", from: "work", isDraft: true)
    _ = repository.takeHappenings()
    let id = repository.comment(1, "Here", path: "a.md", line: 1)
    repository.comment(1, "Again", by: .ada, replyTo: id)
    repository.close(1)
    repository.deleteBranch("work")
    let facts = try Self.facts(kind, double)
    try #require(facts.count == 4)
    guard case .comment(let here) = facts[0], case .comment(let again) = facts[1],
      case .changeRequest(let news) = facts[2],
      case .push(let push) = facts[3]
    else {
      Issue.record("\(facts)")
      return
    }
    #expect(here.body == "Here" && here.number == 1 && again.replyTo == here.id && here.author.name == "Grace Hopper")
    // Azure DevOps' service hook says neither file nor line.
    #expect(here.path == (kind == .azure ? nil : "a.md") && here.line == (kind == .azure ? nil : 1))
    #expect(news.action == .closed && news.request.isDraft && push.after == nil && push.ref == "refs/heads/work")
  }

  /// A word and a commit of 12 digits.
  private static func short(_ fact: HostFact) -> String {
    switch fact {
    case .push(let push): cut("push \(push.ref.dropFirst("refs/heads/".count)) \(push.after ?? "")")
    case .changeRequest(let news): cut("\(news.action.rawValue) \(news.request.head)")
    case .review(let news): cut("\(news.outcome.rawValue) \(news.request.head)")
    case .comment(let news): "comment \(news.id)"
    case .nothing(let reason): reason
    }
  }

  private static func cut(_ text: String) -> String {
    text.split(separator: " ").map { $0.count == 40 ? $0.prefix(12) : $0 }.joined(separator: " ")
  }
}
