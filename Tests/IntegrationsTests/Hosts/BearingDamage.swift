import Documents
import Foundation
import Integrations
import TestSupport
import Testing

/// Recorded bodies that were cut and damaged: each is read, or refused, and nothing crashes.
@Suite(.enabled(if: Recorded.isThere, Comment(rawValue: Recorded.reason)))
struct BearingDamage {
  private static let kinds = [
    "github": "github", "gitlab": "gitlab", "gitea": "gitea", "forgejo": "forgejo",
    "bitbucket-cloud": "bitbucket_cloud",
    "bitbucket-server": "bitbucket_server", "azuredevops": "azure_devops",
  ]
  /// Every event that a host may call a delivery by, those of the recorded ones first.
  private static let events = [
    "github": [
      "push", "pull_request", "pull_request_review", "pull_request_review_comment", "issue_comment", "ping", "other",
    ],
    "gitlab": ["Push Hook", "Merge Request Hook", "Note Hook", "Tag Push Hook", "System Hook"],
    "gitea": [
      "push", "pull_request", "pull_request_approved", "pull_request_rejected", "pull_request_comment", "issue_comment",
      "create", "delete",
    ],
    "bitbucket_cloud": [
      "repo:push", "pullrequest:created", "pullrequest:fulfilled", "pullrequest:approved", "pullrequest:unapproved",
      "pullrequest:changes_request_created", "pullrequest:comment_created",
    ],
    "bitbucket_server": [
      "repo:refs_changed", "pr:opened", "pr:merged", "pr:reviewer:approved", "pr:reviewer:unapproved",
      "pr:comment:added",
    ],
    "azure_devops": [
      "git.push", "git.pullrequest.created", "git.pullrequest.updated", "git.pullrequest.merged",
      "ms.vss-code.git-pullrequest-comment-event",
    ],
  ]

  static let payloads: [String] = kinds.keys.sorted().flatMap { folder -> [String] in
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: Recorded.folder.appending(path: folder).path)) ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted().map { "\(folder)/\($0)" }
  }

  /// The kinds that may be sent it: Gogs' bodies are like Gitea's.
  private static func hosts(_ payload: String) -> [(host: any GitHost.Type, events: [String])] {
    let kind = kinds[String(payload.prefix { $0 != "/" })] ?? ""
    return (kind == "gitea" ? ["gitea", "gogs"] : [kind]).compactMap { kind in
      GitHosts.named(kind).map { ($0, events[kind == "gogs" || kind == "forgejo" ? "gitea" : kind] ?? []) }
    }
  }

  @Test("a body that is cut anywhere", arguments: payloads)
  func cut(_ payload: String) throws {
    let body = try Recorded.body(payload)
    for (host, _) in Self.hosts(payload) {
      // Its last bytes may be white space.
      for length in stride(from: 0, to: body.count - 2, by: 97) {
        #expect(throws: UnreadableDelivery.self, "\(payload) to \(length)") { try host.json(of: body.prefix(length)) }
      }
      #expect(throws: Never.self) { try host.json(of: body) }
    }
  }

  @Test("a body of which anything is missing, or is something else", arguments: payloads)
  func damaged(_ payload: String) throws {
    var random = Seeded()
    var read = 0
    for (host, events) in Self.hosts(payload) {
      let whole = try host.json(of: try Recorded.body(payload))
      for round in 0..<150 {
        let body =
          round == 0 ? whole : Damage.done(to: whole, by: &random, times: Int.random(in: 1...4, using: &random))
        for event in events {
          guard let facts = try? host.facts(of: event, body: body) else { continue }
          read += 1
          #expect(!facts.isEmpty && facts.allSatisfy(Damage.isSound), "\(payload) as \(event), seed \(random.seed)")
        }
      }
    }
    // A test that nothing passes would say nothing.
    #expect(read > 0, "seed \(random.seed)")
  }
}

/// What is done to a body.
enum Damage {
  private static let others: [Value] = [
    .null, true, 0, -1, .int(.max), .double(1.5), "", "x", "../../..", "refs/heads/", "\u{0}", [], [:], [[:]], [.null],
    .string(String(repeating: "0", count: 40)), .string(String(repeating: "é", count: 3000)),
  ]

  static func done(to value: Value, by random: inout Seeded, times: Int) -> Value {
    var value = value
    for _ in 0..<times { value = once(value, &random) }
    return value
  }

  /// Takes away or replaces one member, anywhere.
  private static func once(_ value: Value, _ random: inout Seeded) -> Value {
    switch value {
    case .object(var members):
      guard let name = members.keys.sorted().randomElement(using: &random), let member = members[name] else {
        return value
      }
      switch Int.random(in: 0..<10, using: &random) {
      case 0: members[name] = nil
      case 1: members[name] = others.randomElement(using: &random)
      default: members[name] = once(member, &random)
      }
      return .object(members)
    case .array(var items):
      guard let index = items.indices.randomElement(using: &random) else { return value }
      if Int.random(in: 0..<10, using: &random) == 0 {
        items.remove(at: index)
      } else {
        items[index] = once(items[index], &random)
      }
      return .array(items)
    default: return others.randomElement(using: &random) ?? .null
    }
  }

  /// Whether whatever it says of commits could be one.
  static func isSound(_ fact: HostFact) -> Bool {
    switch fact {
    case .push(let push): ([push.before, push.after].compactMap(\.self) + push.commits.map(\.id)).allSatisfy(isCommit)
    case .changeRequest(let news): isCommit(news.request.head) && (news.mergeCommit.map(isCommit) ?? true)
    case .review(let news): isCommit(news.request.head) && (news.commit.map(isCommit) ?? true)
    case .comment(let news): !news.id.isEmpty && (news.commit.map(isCommit) ?? true)
    case .nothing(let reason): !reason.isEmpty
    }
  }

  private static func isCommit(_ id: String) -> Bool {
    (7...64).contains(id.utf8.count) && id.utf8.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
  }
}
