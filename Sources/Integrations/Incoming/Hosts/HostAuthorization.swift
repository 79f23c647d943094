import Foundation

// How a token is shown, and how answers are read whole.
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

extension TargetAnswer {
  /// Throws where the file may be longer than what is read of it.
  func wholeBody() throws(DeliveryFailure) -> Data {
    guard body.count < HostAPI.answerBytesMax else {
      throw .unread("The file is larger than \(HostAPI.answerBytesMax / 1024 / 1024) MiB.")
    }
    return body
  }
}
