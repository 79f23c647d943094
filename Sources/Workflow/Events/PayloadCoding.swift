package import Foundation

/// JSON with sorted keys: the bytes that the log stores and hashes.
package enum PayloadCoding {
  private static let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }()

  package static func encode(_ payload: any Encodable) throws -> Data { try encoder.encode(payload) }

  static func decode<Payload: Decodable>(_ type: Payload.Type = Payload.self, from payload: Data) throws -> Payload {
    try JSONDecoder().decode(type, from: payload)
  }
}
