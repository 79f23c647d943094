import Documents
import Foundation
import NIOConcurrencyHelpers
import TestSupport

/// A workflow of Teams that posts the cards that it is sent.
final class TeamsDouble: Answering {
  static let signature = "s3cret-signature-of-the-workflow"
  static let path = "/workflows/b1f0/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Frun&sig=\(signature)"
  /// 28 KB.
  static let bytesMax = 28 * 1024

  private let posted = NIOLockedValueBox<[Value]>([])

  /// The cards, in the order in which they were posted.
  var cards: [Value] { posted.withLockedValue { $0 } }
  var texts: [String] { cards.map { $0.at("body", "0", "text").string ?? "" } }

  func answer(_ request: LoopbackReceiver.Request) -> LoopbackReceiver.Answer {
    guard request.method == "POST", request.place == "/workflows/b1f0/triggers/manual/paths/invoke" else {
      return Self.error(404, "WorkflowNotFound", "The workflow could not be found.")
    }
    guard request.query["sig"] == Self.signature else {
      return Self.error(401, "AuthorizationFailed", "The signature in \(request.path) is not valid.")
    }
    guard request.body.count <= Self.bytesMax else {
      return Self.error(413, "RequestEntityTooLarge", "The message is larger than 28 KB.")
    }
    let attachment = request.json.at("attachments", "0")
    guard request.json["type"]?.string == "message",
      attachment["contentType"]?.string == "application/vnd.microsoft.card.adaptive",
      let card = attachment["content"], Self.isDrawable(card)
    else { return Self.error(400, "TriggerInputSchemaMismatch", "The body is no message with an Adaptive Card.") }
    posted.withLockedValue { $0.append(card) }
    return LoopbackReceiver.Answer(status: 202)
  }

  static func error(_ status: Int, _ code: String, _ message: String) -> LoopbackReceiver.Answer {
    .telling(["error": ["code": .string(code), "message": .string(message)]], status: status)
  }

  /// A card with text in it, in which every mention has its place and its person, in the same order.
  private static func isDrawable(_ card: Value) -> Bool {
    let text = card.at("body", "0", "text").string ?? ""
    let places = text.matches(of: /<at>[^<]*<\/at>/).map { String($0.output) }
    let people = card.at("msteams", "entities").list
    return card["type"]?.string == "AdaptiveCard" && card["version"]?.string != nil
      && card.at("body", "0", "type").string == "TextBlock" && !text.isEmpty
      && places == people.map { $0["text"]?.string ?? "" }
      && people.allSatisfy { $0["type"]?.string == "mention" && $0.at("mentioned", "id").string?.isEmpty == false }
  }
}
