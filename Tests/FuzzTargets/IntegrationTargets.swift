import Foundation
import Integrations

extension FuzzTarget {
  static let integrations = [
    FuzzTarget(name: "delivery") { try readDelivery($0) },
    FuzzTarget(name: "path") { data in _ = PathPattern.matches(data.halves.0, data.halves.1) },
    FuzzTarget(name: "address") { data in
      _ = try? AddressPolicy(allowedNetworks: [data.text])
      try? AddressPolicy(allowedNetworks: []).check(data.text, field: "url")
    },
    FuzzTarget(name: "git") { readGit($0) },
    FuzzTarget(name: "retry-after") { try readRetryAfter($0.text) },
  ]

  /// What hosts call their deliveries; a host that has no such event says so.
  private static let events = [
    "push", "pull_request", "pull_request_review", "pull_request_review_comment", "issue_comment", "Push Hook",
    "Merge Request Hook", "Note Hook", "pull_request_approved", "repo:push", "pullrequest:created",
    "pullrequest:approved", "pullrequest:fulfilled", "pullrequest:comment_created", "repo:refs_changed", "pr:opened",
    "pr:merged", "pr:reviewer:approved", "git.push", "git.pullrequest.updated", "git.pullrequest.merged",
    "ms.vss-code.git-pullrequest-comment-event",
  ]

  /// What git says of commits: names of files are bytes that anybody has chosen.
  private static func readGit(_ data: Data) {
    let fields = data.split(separator: 0, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    _ = PlainGitReading.changes(in: fields)
    _ = fields.map(PlainGitReading.entry)
    _ = DiffRenames.read(data.text)
  }

  private static func readRetryAfter(_ text: String) throws {
    guard let seconds = RetryAfter.seconds(text, now: Date(timeIntervalSince1970: 1_800_000_000)) else { return }
    try promise((0...RetryAfter.secondsMax).contains(seconds), "a wait is below nothing or above its limit")
  }

  /// The first byte says which host, the second which event.
  private static func readDelivery(_ data: Data) throws {
    guard let (host, rest) = data.choose(from: GitHosts.all), let (event, body) = rest.choose(from: events),
      let read = try? host.json(of: body), let facts = try? host.facts(of: event, body: read)
    else { return }
    try promise(!facts.isEmpty, "a delivery that was read says nothing at all")
  }
}
