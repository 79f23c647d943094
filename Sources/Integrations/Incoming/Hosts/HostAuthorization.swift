import Foundation

// How a token is shown.
extension HostAPI {
  enum Scheme {
    /// `Bearer`, unless the connection names a user.
    case bearer
    /// `Basic`, with an empty user where the connection names none.
    case basic
  }

  func authorization(_ scheme: Scheme) -> [(name: String, value: String)] {
    guard let token, !token.isEmpty else { return [] }
    let user = username ?? ""
    if scheme == .bearer, user.isEmpty { return [("authorization", "Bearer \(token)")] }
    return [("authorization", "Basic \(Data("\(user):\(token)".utf8).base64EncodedString())")]
  }
}
