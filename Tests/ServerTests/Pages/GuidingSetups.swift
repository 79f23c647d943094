import Integrations
import Testing

@testable import Server

/// Each tool that can be connected has its guide.
@Suite struct GuidingSetups {
  private let endpoints = SetupGuide.programs + SetupGuide.chats + SetupGuide.trackers

  @Test("every kind of endpoint has a guide, and every guide a kind")
  func kinds() { #expect(endpoints.map(\.kind).sorted() == TargetKinds.names.sorted()) }

  @Test("every host has a guide, and every guide a host")
  func hosts() { #expect(SetupGuide.hosts.map(\.kind).sorted() == GitHosts.all.map { $0.kind }.sorted()) }

  @Test("a way has two to four steps, and an endpoint an address to fill in")
  func steps() {
    for way in (endpoints + SetupGuide.hosts).flatMap(\.ways) { #expect((2...4).contains(way.steps.count)) }
    for guide in endpoints { #expect(guide.fields.first?.name == "url") }
  }
}
