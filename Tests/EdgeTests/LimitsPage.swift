import Edge
import Foundation
import TestSupport
import Testing

@Suite struct LimitsPage {
  @Test("docs/network.md lists the limits as they are")
  func limits() throws {
    let page = try String(
      contentsOf: ProjectFolder.url.appending(path: "docs/network.md"), encoding: .utf8)
    let rows = EdgeLimits.standard.rows.joined(separator: "\n")
    #expect(page.contains("|---|---|---|\n\(rows)\n\n"), "The rows are:\n\(rows)")
  }
}

extension EdgeLimits {
  /// The limits as the documentation lists them: a row each, of Markdown.
  fileprivate var rows: [String] {
    [
      row("a request's line and headers", "\(headBytesMax / 1024) KiB", "431"),
      row("headers of a request", "\(headersMax)", "431"),
      row("a body (routes have lower limits)", "\(bodyBytesMax / 1024 / 1024) MiB", "413"),
      row("trailers, or the framing of chunks", "\(headBytesMax / 1024) KiB", "431"),
      row("the TLS handshake", "\(tlsHandshakeSeconds) s", "closed"),
      row("new connections that are taken in \(turnMilliseconds) ms", "\(acceptsPerTurnMax)", "the next turn"),
      row(
        "steps of TLS handshakes in \(turnMilliseconds) ms, on each event loop",
        "\(handshakesPerTurnMax)", "the next turn"),
      row("an HTTP/2 connection's settings, both ways", "\(http2SettingsSeconds) s", "closed"),
      row("a request's head, from its first byte", "\(headSeconds) s", "408"),
      row(
        "the pace of a body", "\(bodyBytesPerSecondMin) bytes a second over each \(bodyGraceSeconds) s at least", "408"),
      row("a body in all", "\(bodySeconds) s", "408"),
      row("an answer that its client does not read", "\(writeStallSeconds) s", "closed"),
      row("silence between requests", "\(idleSeconds) s", "closed"),
      row("connections", "\(connectionsMax)", "the longest silent one closed"),
      row(
        "connections from one address (of IPv6: one /64)", "\(connectionsPerPeerMax)", "the longest silent one closed"),
      row("requests at once on an HTTP/2 connection", "\(streamsPerConnectionMax)", "refused stream"),
      row("streams taken back in \(http2WindowSeconds) s", "\(http2ResetsMax)", "GOAWAY"),
      row("pings, settings and priorities in \(http2WindowSeconds) s", "\(http2ControlFramesMax)", "GOAWAY"),
      row("streams in error in \(http2WindowSeconds) s", "\(http2StreamErrorsMax)", "GOAWAY"),
      row("CONTINUATION frames of a head", "\(http2ContinuationsMax)", "GOAWAY"),
      row("empty DATA frames in a row", "\(http2EmptyFramesMax)", "GOAWAY"),
      row("answers to control frames that wait", "\(http2WaitingControlFramesMax)", "closed"),
      row("requests under way when the daemon stops", "\(drainSeconds) s", "closed"),
    ]
  }

  private func row(_ what: String, _ limit: String, _ beyond: String) -> String {
    "| \(what) | \(limit) | \(beyond) |"
  }
}
