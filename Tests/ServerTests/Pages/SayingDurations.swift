import Testing
import Workflow

@testable import Server

@Suite struct SayingDurations {
  @Test(
    "a span is said in its largest unit",
    arguments: [
      (Int64(0), "under a second"), (999, "under a second"), (1000, "1 second"), (59_999, "59 seconds"),
      (60_000, "1 minute"), (7_200_000, "2 hours"), (86_399_999, "23 hours"), (172_800_000, "2 days"),
    ])
  func text(milliseconds: Int64, said: String) { #expect(Durations.text(milliseconds) == said) }

  @Test(
    "and with one decimal where it is compared",
    arguments: [
      (Int64(0), "0"), (5, "5 ms"), (1000, "1.0 second"), (1499, "1.5 seconds"), (5_400_000, "1.5 hours"),
      (86_400_000, "1.0 day"), (458_000_000, "5.3 days"),
    ])
  func exact(milliseconds: Int64, said: String) { #expect(Durations.exact(milliseconds) == said) }

  @Test("a span that would run backwards is none")
  func backwards() {
    #expect(Durations.text(from: Timestamp(milliseconds: 5000), to: Timestamp(milliseconds: 0)) == "under a second")
  }
}
