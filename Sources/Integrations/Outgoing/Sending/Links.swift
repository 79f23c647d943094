/// Where a document stands in a tool: the issue, the message, the thread.
package struct ExternalLink: Hashable, Sendable {
  /// The tool's own name of it: an issue's number, a message's time stamp.
  package var key: String
  /// Where people find it.
  package var url: String?
  /// What the target wants to know of it again.
  package var note: String?

  package init(key: String, url: String? = nil, note: String? = nil) {
    self.key = key
    self.url = url
    self.note = note
  }
}

/// The links of one endpoint, kept over restarts.
package protocol LinkStore: Sendable {
  func link(of subject: String) async throws -> ExternalLink?
  /// On disk when it returns.
  func keep(_ link: ExternalLink, of subject: String) async throws
}
