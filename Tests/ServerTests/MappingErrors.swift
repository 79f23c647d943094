import HTTPTypes
import Testing
import Workflow

@testable import Server

@Suite struct MappingErrors {
  @Test("each kind of refusal has its status")
  func statuses() {
    let expected: [(Refusal.Kind, Int)] = [
      (.malformed, 400), (.forbidden, 403), (.unknown, 404), (.conflict, 409), (.staleVersion, 412), (.tooLarge, 413),
      (.gate, 422), (.baseMissing, 428),
    ]
    for (kind, status) in expected { #expect(kind.status.code == status) }
  }

  @Test("a token's parts are found, and nothing else is taken for one")
  func tokens() {
    #expect(APIToken.parts(of: "cs_id_secret")?.id == "id")
    for wrong in ["", "cs_", "cs_id", "cs_id_", "cs__s", "xx_id_s", "cs_a_b_c"] {
      #expect(APIToken.parts(of: wrong) == nil)
    }
    #expect(Secret.isEqual(Secret.hash("a"), Secret.hash("a")))
    #expect(!Secret.isEqual(Secret.hash("a"), Secret.hash("b")))
  }
}
