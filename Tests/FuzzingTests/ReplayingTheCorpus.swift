import Foundation
import FuzzTargets
import TestSupport
import Testing

/// What fuzzing has found once is not found again; and each reader gets a few thousand damaged bytes in every run.
@Suite struct ReplayingTheCorpus {
  private static let damaged = 300
  private static let corpus = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus")

  private static func samples(of target: String) -> [(name: String, bytes: Data)] {
    let folder = corpus.appending(path: target)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().compactMap { name in
      (try? Data(contentsOf: folder.appending(path: name))).map { (name, $0) }
    }
  }

  @Test("each reader bears its corpus, and damage to it", arguments: FuzzTarget.all.map(\.name))
  func replay(_ name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let samples = Self.samples(of: name)
    #expect(!samples.isEmpty, "Each reader has a sample at least.")
    for sample in samples { #expect(throws: Never.self, "\(name)/\(sample.name)") { try target.run(sample.bytes) } }
    var random = Seeded()
    let seed = random.seed
    for number in 0..<Self.damaged {
      guard let sample = samples.randomElement(using: &random) else { continue }
      let bytes = Self.damage(sample.bytes, with: &random)
      #expect(throws: Never.self, "\(name), \(number), COUNTERSIGN_SEED=\(seed): \(bytes.base64EncodedString())") {
        try target.run(bytes)
      }
    }
  }

  private static func damage(_ bytes: Data, with random: inout some RandomNumberGenerator) -> Data {
    var bytes = Array(bytes.prefix(4096))
    for _ in 0..<Int.random(in: 1...8, using: &random) {
      let place = Int.random(in: 0...bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
      case 1 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 2 where place < bytes.count:
        bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...20, using: &random)))
      default: bytes.insert(contentsOf: bytes.prefix(place).suffix(30), at: place)
      }
    }
    return Data(bytes)
  }
}
