import NIOConcurrencyHelpers
import Documents
import Foundation
import Integrations
import TestSupport
import Testing

/// Change requests that are not one edit of one document.
@Suite(.serialized) struct TouchingManyThings {
  private static let other = "# Payments\n\n## Overview\n\nMoney goes out.\n"
  private static let otherPath = "docs/architecture/payments.md"

  @Test("a draft is not submitted, and is once it is ready", arguments: ["github", "gitea"])
  func draft(kind: String) async throws {
    let scenario = try await HostStages.begun(kind)
    let repository = scenario.host.repository
    repository.commit("Write", on: "billing", .write(HostStages.path, HostStages.text))
    let number = try #require(repository.open("Billing", from: "billing", isDraft: true))
    try await scenario.deliver()
    let id = try #require(try await scenario.documents()["Billing"])
    #expect(try await scenario.shown(id)["status"] == "draft")
    try await scenario.expect(HostStages.pending, of: number)
    repository.held.withLockedValue { $0.requests[0].isDraft = false }
    try await scenario.reconcile()
    try await scenario.expect(id, "It is submitted") { $0["status"] == "in_review" }
  }

  @Test("of several documents, the one that has furthest to go speaks", arguments: ["github", "gitlab"])
  func several(kind: String) async throws {
    let (scenario, id) = try await HostStages.approved(kind)
    let repository = scenario.host.repository
    repository.commit(
      "Two", on: "two", .write(HostStages.path, HostStages.edited), .write(Self.otherPath, Self.other))
    let number = try #require(repository.open("Two", from: "two"))
    try await scenario.deliver()
    try await scenario.expect(HostStages.pending, of: number)
    let other = try #require(try await scenario.documents()["Payments"])
    try await HostStages.approve(number, in: scenario)
    #expect(try await scenario.shown(other)["status"] == "approved")
    // What is asked of the one alone keeps both from being merged.
    _ = try await scenario.admin.send("POST", "documents/\(other)/comments", ["body": "Why?"])
    repository.commit(
      "Again", on: "two", .write(Self.otherPath, Self.other + "\nAnd how.\n"))
    try await scenario.deliver()
    try await scenario.expect(HostStages.pending, of: number)
    #expect(try await scenario.shown(id)["revision"] == 1)
  }

  @Test("a renamed file is the same document", arguments: ["github", "gitlab"])
  func renamed(kind: String) async throws {
    let (scenario, id) = try await HostStages.approved(kind)
    let repository = scenario.host.repository
    repository.commit(
      "Rename", on: "rename", .rename(HostStages.path, to: "docs/architecture/invoices.md"))
    let number = try #require(repository.open("Rename", from: "rename"))
    try await scenario.deliver()
    try await scenario.expect(HostStages.green, of: number)
    repository.merge(number)
    try await scenario.deliver()
    repository.commit("Edit", .write("docs/architecture/invoices.md", HostStages.edited))
    try await scenario.deliver()
    #expect(try await scenario.documents().count == 1)
    #expect(try await scenario.shown(id)["revision"] == 2)
  }

  @Test("a removed file's document stays, and its checks are green", arguments: ["github", "gitlab"])
  func removed(kind: String) async throws {
    let (scenario, id) = try await HostStages.approved(kind)
    let repository = scenario.host.repository
    repository.commit("Remove", on: "remove", .remove(HostStages.path))
    let number = try #require(repository.open("Remove", from: "remove"))
    try await scenario.deliver()
    try await scenario.expect(HostStages.green, of: number)
    repository.merge(number)
    try await scenario.deliver()
    let document = try await scenario.shown(id)
    #expect(document["revision"] == 1 && document["status"] == "approved")
  }

  @Test("a file that can be no draft is refused by its checks", arguments: ["github", "gitlab"])
  func unreadable(kind: String) async throws {
    let (scenario, id) = try await HostStages.approved(kind)
    let repository = scenario.host.repository
    let large = Data(repeating: 0x61, count: 4 * 1024 * 1024 + 1)
    for (branch, bytes) in [("latin", Data([0x23, 0x20, 0xe4, 0x0a])), ("large", large)] {
      repository.commit("Break", on: branch, .write(HostStages.path, bytes))
      let number = try #require(repository.open(branch, from: branch))
      try await scenario.deliver()
      try await scenario.expect(HostStages.red, of: number)
      repository.commit("Mend", on: branch, .write(HostStages.path, HostStages.edited))
      try await scenario.deliver()
      try await scenario.expect(HostStages.pending, of: number)
    }
    #expect(try await scenario.shown(id)["status"] == "approved")
  }

  @Test("towards another branch it is nobody's business", arguments: ["github", "gitlab"])
  func otherBranch(kind: String) async throws {
    let (scenario, id) = try await HostStages.approved(kind)
    let repository = scenario.host.repository
    repository.commit("Release", on: "release", .write("NOTES.md", "x"))
    repository.commit("Edit", on: "edit", .write(HostStages.path, HostStages.edited))
    let number = try #require(repository.open("Edit", from: "edit", to: "release"))
    repository.review(number, .approved)
    repository.comment(number, "Fine.")
    try await scenario.deliver()
    let shown = try await scenario.request(number)
    #expect(shown["number"] == nil, "\(shown)")
    let head = repository.request(number)?.head ?? ""
    #expect(repository.statuses(of: head).isEmpty)
    #expect(try await scenario.comments(id).isEmpty)
  }

  @Test("one that touches no watched file is let through", arguments: ["github", "gitlab"])
  func nothing(kind: String) async throws {
    let (scenario, _) = try await HostStages.approved(kind)
    let repository = scenario.host.repository
    repository.commit("Code", on: "code", .write("src/main.c", "int main;"))
    let number = try #require(repository.open("Code", from: "code"))
    try await scenario.deliver()
    try await scenario.expect(HostStages.green, of: number)
  }
}
