/// What one client may take of the server. Every limit has a unit and a reason.
package struct EdgeLimits: Sendable {
  /// Bytes of a request's line and headers: more than any honest client sends.
  package var headBytesMax = 16 * 1024
  /// Headers of a request: browsers send about twenty.
  package var headersMax = 100
  /// Bytes of a body: a draft of 4 MiB as JSON, with room for its escapes. The routes have lower limits.
  package var bodyBytesMax = 9 * 1024 * 1024
  /// Seconds from the connection to the end of the TLS handshake.
  package var tlsHandshakeSeconds = 10
  /// New connections that are taken, and steps of TLS handshakes that an event loop makes, before other connections have
  /// their turn: each costs up to about half a millisecond of the processor.
  package var acceptsPerTurnMax = 4
  package var handshakesPerTurnMax = 4
  package var turnMilliseconds = 1
  /// Seconds from the first byte of a request to the end of its head, however it drips.
  package var headSeconds = 10
  /// A body slower than this, measured over each `bodyGraceSeconds`, is given up.
  package var bodyBytesPerSecondMin = 500
  package var bodyGraceSeconds = 10
  /// Seconds from a request's head to the end of its body, however steadily it comes.
  package var bodySeconds = 300
  /// Seconds that an answer may wait for a client that does not read.
  package var writeStallSeconds = 30
  /// Seconds a connection may be silent between requests.
  package var idleSeconds = 60
  /// About 80 KB each with TLS, so that a flood of them takes less than 100 MB.
  package var connectionsMax = 1024
  /// Connections from one address. One more, as in all, closes the one that has gone longest without a request.
  package var connectionsPerPeerMax = 512
  /// Requests at once on one HTTP/2 connection.
  package var streamsPerConnectionMax = 100
  /// Seconds from the first byte of an HTTP/2 connection until its settings are exchanged, ours acknowledged.
  package var http2SettingsSeconds = 10
  /// The time over which the three next limits count.
  package var http2WindowSeconds = 30
  /// Streams that a client may take back: a browser that leaves a page takes back a few (CVE-2023-44487).
  package var http2ResetsMax = 200
  /// Pings, settings and priorities (CVE-2019-9512, CVE-2019-9515).
  package var http2ControlFramesMax = 200
  /// Requests that break the protocol and make us reset them (CVE-2025-8671).
  package var http2StreamErrorsMax = 200
  /// Frames that one head may be spread over after its first (CVE-2024-27316).
  package var http2ContinuationsMax = 5
  /// Empty frames of a body, one after another (CVE-2019-9518).
  package var http2EmptyFramesMax = 1
  /// Answers to pings and settings that may wait for a client that does not read them.
  package var http2WaitingControlFramesMax = 1000
  /// Seconds that requests in flight may take once the server is told to stop: under systemd's 90.
  package var drainSeconds = 20

  package init() {}

  package static let standard = EdgeLimits()
}
