import Testing
import Workflow

@Suite struct Timing {
  @Test(
    "a time is printed and read to the millisecond", arguments: [0, 1, 999, 1_763_687_700_123, -1, 253_402_300_799_999])
  func roundTrip(milliseconds: Int64) throws {
    let time = Timestamp(milliseconds: milliseconds)
    #expect(Timestamp(time.description) == time)
  }

  @Test("random times survive the round trip")
  func randomRoundTrip() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var value = seed
    for _ in 0..<5000 {
      value = value &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let time = Timestamp(milliseconds: Int64(value % 253_402_300_799_999))
      #expect(Timestamp(time.description) == time, "seed \(seed)")
    }
  }

  @Test("known times are printed as RFC 3339 has them")
  func known() {
    #expect(Timestamp(milliseconds: 1_763_687_700_123).description == "2025-11-21T01:15:00.123Z")
    #expect(Timestamp("2026-11-21T02:15:00.5+01:00")?.description == "2026-11-21T01:15:00.500Z")
    #expect(Timestamp("2024-02-29")?.description == "2024-02-29T00:00:00.000Z")
  }

  @Test(
    "what is no time is refused",
    arguments: ["", "2026", "2026-13-01", "2025-02-29", "2026-01-01T25:00:00Z", "2026-01-01T00:00:00", "x"])
  func refuse(text: String) {
    #expect(Timestamp(text) == nil)
  }
}
