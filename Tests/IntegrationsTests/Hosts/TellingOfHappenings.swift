import Documents
import Foundation
import Integrations
import Ledger
import TestSupport
import Testing

/// What happens in a repository, told by its host's own deliveries.
@Suite struct TellingOfHappenings {
  static let cases = VerifyingHosts.cases

  /// The facts of all that has happened since it was last asked, each delivery verified first.
  private func facts(_ double: any HostDouble) throws -> [HostFact] {
    let host = try #require(GitHosts.named(double.kind))
    var facts: [HostFact] = []
    for delivery in double.newDeliveries() {
      let name = host.verify(
        RawDelivery(headers: delivery.fields, body: delivery.body),
        secret: ConnectionSecret(secret: double.secret, token: nil))
      facts += try host.facts(of: try #require(name).event, body: try host.json(of: delivery.body))
    }
    return facts
  }

  @Test("pushes, with what each host says of them", arguments: cases)
  func pushes(sample: VerifyingHosts.Case) async throws {
    let double = try await sample.make()
    let root = double.repository.commit("Root", .write("docs/a.md", "A"))
    let tip = double.repository.push([
      ("Second", .grace, [.write("docs/b.md", "B")]), ("Third", .ada, [.write("docs/a.md", "A2")]),
    ])
    let renamed = double.repository.commit("Move", .rename("docs/a.md", to: "docs/c.md"))
    double.repository.move("main", to: root)
    double.repository.deleteBranch("main")
    let pushes = try facts(double).compactMap { fact -> Push? in
      guard case .push(let push) = fact else { return nil }
      return push
    }
    #expect(pushes.map(\.before) == [nil, root, tip, renamed, root])
    #expect(pushes.map(\.after) == [root, tip, renamed, root, nil])
    #expect(pushes.allSatisfy { $0.repository == "acme/docs" && $0.ref == "refs/heads/main" })
    #expect(pushes[1].commits.map { $0.message.trimmingCharacters(in: .newlines) } == ["Second", "Third"])
    #expect(pushes[1].commits.map(\.author.email) == ["grace@example.com", "ada@example.com"])
    #expect(
      pushes[1].commits.map(\.changes) == [[FileChange(.added, "docs/b.md")], [FileChange(.modified, "docs/a.md")]])
    // A rename is told as a file that is gone and one that has come: it must be asked for.
    #expect(pushes[2].commits.map(\.changes) == [nil])
    // GitHub alone says whether a branch was forced, and so whether its list is all there is.
    let isGitHub = double.kind == "github"
    #expect(pushes.map(\.isComplete) == [false, isGitHub, false, false, false])
    #expect(pushes.map(\.isForced) == [false, false, false, isGitHub, false])
  }

  @Test("the way of a change request", arguments: cases.filter { $0.kind != "gogs" })
  func requests(sample: VerifyingHosts.Case) async throws {
    let double = try await sample.make()
    let repository = double.repository
    repository.commit("Root", .write("docs/a.md", "A"))
    repository.commit("Proposal", on: "proposal", .write("docs/a.md", "B"))
    _ = repository.takeHappenings()
    let number = try #require(repository.open("Plan", from: "proposal"))
    let second = repository.commit("More", on: "proposal", .write("docs/a.md", "C"))
    repository.edit(number, title: "Better plan")
    repository.close(number)
    repository.reopen(number)
    let merge = try #require(repository.merge(number, by: .grace))
    let news = try facts(double).compactMap { fact -> ChangeRequestNews? in
      guard case .changeRequest(let news) = fact else { return nil }
      return news
    }
    #expect(news.map(\.action) == [.opened, .updated, .edited, .closed, .reopened, .merged])
    #expect(news.allSatisfy { $0.repository == "acme/docs" && $0.request.number == number })
    #expect(news.dropFirst().allSatisfy { $0.request.head == second })
    #expect(news.map(\.request.title).last == "Better plan" && news.last?.mergeCommit == merge)
    #expect(news.last?.by?.login == "grace" && news.last?.request.author.login == "ada")
    #expect(news.allSatisfy { $0.request.sourceBranch == "proposal" && $0.request.targetBranch == "main" })
  }

  @Test("reviews, as far as each host tells of them", arguments: cases.filter { $0.kind != "gogs" })
  func reviews(sample: VerifyingHosts.Case) async throws {
    let double = try await sample.make()
    let repository = double.repository
    repository.commit("Root", .write("docs/a.md", "A"))
    let head = repository.commit("Proposal", on: "proposal", .write("docs/a.md", "B"))
    let number = try #require(repository.open("Plan", from: "proposal"))
    _ = repository.takeHappenings()
    repository.review(number, .changesRequested, by: .grace, text: "Not yet")
    repository.review(number, .commented, by: .alan, text: "Hm")
    repository.review(number, .approved, by: .grace, text: "Now")
    repository.withdraw(number, of: .grace)
    let news = try facts(double).compactMap { fact -> ReviewNews? in
      guard case .review(let news) = fact else { return nil }
      return news
    }
    let expected: [String: [ReviewNews.Outcome]] = [
      "github": [.changesRequested, .commented, .approved, .withdrawn],
      "gitlab": [.changesRequested, .approved, .withdrawn],
    ]
    #expect(news.map(\.outcome) == expected[double.kind] ?? [.changesRequested, .commented, .approved])
    #expect(news.filter { $0.outcome != .commented }.allSatisfy { $0.reviewer.login == "grace" })
    #expect(news.allSatisfy { $0.request.number == number && $0.request.head == head })
    #expect(news.allSatisfy { $0.commit == (double.kind == "github" ? head : nil) })
    if double.kind != "gitlab" { #expect(news.first?.text == "Not yet") }
  }

  @Test("comments, in the list and on lines", arguments: cases)
  func comments(sample: VerifyingHosts.Case) async throws {
    let double = try await sample.make()
    let repository = double.repository
    repository.commit("Root", .write("docs/a.md", "A"))
    let head = repository.commit("Proposal", on: "proposal", .write("docs/a.md", "B"))
    let number = try #require(repository.open("Plan", from: "proposal"))
    _ = repository.takeHappenings()
    repository.comment(number, "Why?", by: .grace)
    let line = try #require(repository.comment(number, "Here", by: .alan, path: "docs/a.md", line: 1))
    repository.comment(number, "So", by: .ada, path: "docs/a.md", line: 1, replyTo: line)
    let news = try facts(double).compactMap { fact -> CommentNews? in
      guard case .comment(let news) = fact else { return nil }
      return news
    }
    #expect(news.first?.body == "Why?" && news.first?.author.login == "grace" && news.first?.path == nil)
    #expect(news.allSatisfy { $0.number == number && $0.url != nil })
    guard ["github", "gitlab"].contains(double.kind) else {
      #expect(news.count == 1, "comments on lines are not told")
      return
    }
    #expect(news.map(\.body) == ["Why?", "Here", "So"])
    #expect(news[1].path == "docs/a.md" && news[1].line == 1 && news[1].commit == head)
    if double.kind == "github" { #expect(news[2].replyTo == news[1].id) }
    #expect(Set(news.map(\.id)).count == 3)
  }

  @Test("GitHub's forms are read as its JSON is")
  func forms() async throws {
    let double = try await GitHubHostDouble(sendsForms: true)
    let tip = double.repository.commit("A & B = 100 % + ü", .write("docs/a.md", "A"))
    let facts = try facts(double)
    guard case .push(let push)? = facts.first else { return #expect(Bool(false), "\(facts)") }
    #expect(push.after == tip && push.commits.map(\.message) == ["A & B = 100 % + ü"])
    for body in ["payload=", "payload=%7", "payload=%7B%7", "", "{", "payload"] {
      #expect(throws: UnreadableDelivery.self, "\(body)") { try GitHubHost.json(of: Data(body.utf8)) }
    }
  }

  @Test("a body that lacks what it should have is unreadable or nothing, and never more", arguments: cases)
  func lenient(sample: VerifyingHosts.Case) async throws {
    let double = try await sample.make()
    let repository = double.repository
    repository.commit("Root", .write("docs/a.md", "A"))
    repository.commit("Proposal", on: "proposal", .write("docs/a.md", "B"))
    let number = try #require(repository.open("Plan", from: "proposal"))
    repository.review(number, .approved)
    repository.comment(number, "Why?")
    let host = try #require(GitHosts.named(double.kind))
    for delivery in double.newDeliveries() {
      let event = delivery.fields.first { $0.key.hasSuffix("-event") }?.value ?? ""
      let body = try host.json(of: delivery.body)
      for changed in Self.damaged(body) {
        do throws(UnreadableDelivery) {
          let facts = try host.facts(of: event, body: changed)
          #expect(!facts.isEmpty)
        } catch {
          #expect(!error.description.isEmpty)
        }
      }
    }
  }

  /// The value with each of its members in turn gone, null, and of another kind.
  private static func damaged(_ value: Value) -> [Value] {
    guard case .object(let members) = value else { return [.null, .string("x"), .int(-1), .array([.null])] }
    return [.null]
      + members.keys.sorted().flatMap { name -> [Value] in
        var without = members
        without[name] = nil
        let others = damaged(members[name] ?? .null).map { other in
          var changed = members
          changed[name] = other
          return Value.object(changed)
        }
        return [.object(without)] + others
      }
  }
}
