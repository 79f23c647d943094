import Documents
import Testing
import Workflow

@testable import Integrations

/// Nights are quiet, and once a week there is a digest, by the endpoint's own clock.
@Suite struct KeepingChatHours {
  private func hours(_ settings: [String: Value]) throws -> ChatHours {
    try ChatHours(TargetSettings(url: "https://chat.example", values: settings))
  }

  private func time(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }

  @Test(
    "quiet hours end at their end, over midnight and in the zone that is named",
    arguments: [
      ("2026-11-21T21:30:00.000Z", "2026-11-22T06:00:00.000Z"),
      ("2026-11-22T05:59:00.000Z", "2026-11-22T06:00:00.000Z"),
      ("2026-11-22T06:00:00.000Z", nil), ("2026-11-21T20:59:00.000Z", nil),
    ] as [(String, String?)])
  func quiet(now: String, end: String?) throws {
    let hours = try hours(["quiet_hours": "22:00-07:00", "time_zone": "Europe/Berlin"])
    let found = hours.quietEnd(at: try time(now))
    #expect(found == (try end.map { try time($0) }))
  }

  @Test("a digest is due at its hour, and stays the last one for a week")
  func digest() throws {
    let hours = try hours(["digest": "monday 09:00", "time_zone": "Europe/Berlin"])
    let due = try time("2026-11-16T08:00:00.000Z")
    #expect(hours.lastDigest(before: try time("2026-11-16T08:00:00.000Z")) == due)
    #expect(hours.lastDigest(before: try time("2026-11-21T17:00:00.000Z")) == due)
    #expect(hours.lastDigest(before: try time("2026-11-16T07:59:59.000Z")) == (try time("2026-11-09T08:00:00.000Z")))
    let none = try self.hours([:])
    #expect(none.lastDigest(before: due) == nil && none.quietEnd(at: due) == nil)
  }

  @Test(
    "settings that cannot be read are refused by name",
    arguments: [
      ("quiet_hours", "22-7"), ("quiet_hours", "22:00-22:00"), ("quiet_hours", "25:00-07:00"),
      ("digest", "someday 09:00"),
      ("digest", "monday"), ("time_zone", "Mars/Olympus"),
    ])
  func refused(name: String, value: String) {
    #expect { try hours([name: .string(value)]) } throws: { error in
      (error as? Refusal)?.errors.map(\.field) == ["settings.\(name)"]
    }
  }
}
