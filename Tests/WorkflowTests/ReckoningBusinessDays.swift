import Testing
import Workflow

/// Due dates by a calendar's days and its zone's clock.
@Suite struct ReckoningBusinessDays {
  private static let berlin = BusinessCalendar(zone: "Europe/Berlin", holidays: ["2026-12-25", "2027-01-01"])
  private static let newYork = BusinessCalendar(zone: "America/New_York")

  private func adding(_ days: Int, to moment: String, by calendar: BusinessCalendar = berlin) throws -> String {
    let start = try #require(Timestamp(moment))
    return calendar.adding(businessDays: days, to: start).description
  }

  @Test(
    "the same time of day so many business days later, over weekends",
    arguments: [
      // Monday 2 March 2026, 10:30 in Berlin.
      ("2026-03-02T09:30:00.123Z", 1, "2026-03-03T09:30:00.123Z"),
      ("2026-03-02T09:30:00.123Z", 4, "2026-03-06T09:30:00.123Z"),
      ("2026-03-02T09:30:00.123Z", 5, "2026-03-09T09:30:00.123Z"),
      ("2026-03-06T09:30:00.123Z", 1, "2026-03-09T09:30:00.123Z"),
      ("2026-03-02T09:30:00.123Z", 0, "2026-03-02T09:30:00.123Z"),
    ])
  func weekdays(start: String, days: Int, end: String) throws {
    #expect(try adding(days, to: start) == end)
  }

  @Test(
    "a moment on a day that does not count stands for the beginning of the next that does",
    arguments: [
      // Saturday and Sunday: Monday 9 March, 0:00 in Berlin.
      ("2026-03-07T12:00:00.000Z", 0, "2026-03-08T23:00:00.000Z"),
      ("2026-03-08T22:59:59.999Z", 0, "2026-03-08T23:00:00.000Z"),
      ("2026-03-07T12:00:00.000Z", 1, "2026-03-09T23:00:00.000Z"),
      // 22:59:59.999Z on Friday is still Friday there, a millisecond later it is Saturday.
      ("2026-03-06T22:59:59.999Z", 1, "2026-03-09T22:59:59.999Z"),
      ("2026-03-06T23:00:00.000Z", 1, "2026-03-09T23:00:00.000Z"),
      // Christmas.
      ("2026-12-25T12:00:00.000Z", 1, "2026-12-28T23:00:00.000Z"),
    ])
  func free(start: String, days: Int, end: String) throws {
    #expect(try adding(days, to: start) == end)
  }

  @Test(
    "holidays and the end of the year are passed over",
    arguments: [
      // Thursday 24 December 2026: Friday is a holiday, so the next is Monday the 28th.
      ("2026-12-24T09:00:00.000Z", 1, "2026-12-28T09:00:00.000Z"),
      // And 1 January is one.
      ("2026-12-24T09:00:00.000Z", 4, "2026-12-31T09:00:00.000Z"),
      ("2026-12-24T09:00:00.000Z", 5, "2027-01-04T09:00:00.000Z"),
      ("2026-12-31T09:00:00.000Z", 1, "2027-01-04T09:00:00.000Z"),
    ])
  func holidays(start: String, days: Int, end: String) throws {
    #expect(try adding(days, to: start) == end)
  }

  @Test("consecutive holidays, and holidays that are no working days anyway, are counted once")
  func manyHolidays() throws {
    let days = ["2026-05-04", "2026-05-05", "2026-05-06", "2026-05-06", "2026-05-09", "2026-05-10", "2026-05-11", "x"]
    let calendar = BusinessCalendar(zone: "UTC", holidays: days)
    #expect(try adding(1, to: "2026-05-01T08:00:00Z", by: calendar) == "2026-05-07T08:00:00.000Z")
    #expect(try adding(3, to: "2026-05-01T08:00:00Z", by: calendar) == "2026-05-12T08:00:00.000Z")
    #expect(try adding(1, to: "2026-05-05T08:00:00Z", by: calendar) == "2026-05-08T00:00:00.000Z")
  }

  @Test(
    "the wall clock's time is kept when it is put back or forward",
    arguments: [
      // Friday 23 October 2026, 10:00 in Berlin is 08:00Z; after the 25th it is 09:00Z.
      ("2026-10-23T08:00:00.000Z", 1, "2026-10-26T09:00:00.000Z"),
      // Friday 26 March 2027, 10:00 is 09:00Z; after the 28th it is 08:00Z.
      ("2027-03-26T09:00:00.000Z", 1, "2027-03-29T08:00:00.000Z"),
    ])
  func savingTime(start: String, days: Int, end: String) throws {
    #expect(try adding(days, to: start) == end)
  }

  @Test("New York changes on other days")
  func newYork() throws {
    // Friday 6 March 2026, 16:00 EST; the clock is put forward on the 8th.
    #expect(try adding(1, to: "2026-03-06T21:00:00Z", by: Self.newYork) == "2026-03-09T20:00:00.000Z")
    // Friday 30 October 2026, 16:00 EDT; it is put back on 1 November.
    #expect(try adding(1, to: "2026-10-30T20:00:00Z", by: Self.newYork) == "2026-11-02T21:00:00.000Z")
  }

  @Test("where every day counts, a time that the clock skips is the next it shows, and of two equal ones the first")
  func changeDays() throws {
    let daily = BusinessCalendar(zone: "Europe/Berlin", workdays: [1, 2, 3, 4, 5, 6, 7])
    // 28 March 2027 has no 02:30: it is 03:00, 01:00Z.
    #expect(try adding(1, to: "2027-03-27T01:30:00Z", by: daily) == "2027-03-28T01:00:00.000Z")
    #expect(try adding(2, to: "2027-03-27T01:30:00Z", by: daily) == "2027-03-29T00:30:00.000Z")
    // 25 October 2026 has 02:30 twice: at 00:30Z and at 01:30Z.
    #expect(try adding(1, to: "2026-10-24T00:30:00Z", by: daily) == "2026-10-25T00:30:00.000Z")
    #expect(try adding(0, to: "2026-10-25T01:30:00Z", by: daily) == "2026-10-25T01:30:00.000Z")
    #expect(try adding(1, to: "2026-10-25T01:30:00Z", by: daily) == "2026-10-26T01:30:00.000Z")
  }

  @Test("days add up: n and then m are n + m, whatever the zone, the free days and the start")
  func sums() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = seed
    func next(_ bound: UInt64) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((random >> 33) % bound)
    }
    for zone in ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"] {
      for _ in 0..<300 {
        let holidays = (0..<20).map { _ in
          Timestamp(milliseconds: 1_767_225_600_000 + Int64(next(500)) * 86_400_000).date
        }
        let calendar = BusinessCalendar(zone: zone, workdays: [1, 2, 3, 4, 5], holidays: holidays)
        // From 12:00 to 15:00 UTC no zone changes its clock.
        let start = Timestamp(
          milliseconds: 1_767_268_800_000 + Int64(next(400)) * 86_400_000 + Int64(next(10_800_000)))
        let (first, second) = (next(30), next(30))
        let both = calendar.adding(businessDays: first + second, to: start)
        let after = calendar.adding(businessDays: second, to: calendar.adding(businessDays: first, to: start))
        #expect(both == after, "seed \(seed) \(zone) \(start) \(first) \(second)")
      }
    }
  }

  @Test("names of zones: those of the IANA database, no abbreviations and no offsets")
  func zones() {
    for zone in ["Europe/Berlin", "America/New_York", "UTC", "Asia/Kolkata", "Etc/UTC"] {
      #expect(BusinessCalendar.isKnown(zone: zone), "\(zone)")
    }
    for zone in ["", "Berlin", "Mars/Olympus", "europe/berlin", "PST", "GMT+2", "+02:00", "Europe/Berlin "] {
      #expect(!BusinessCalendar.isKnown(zone: zone), "\(zone)")
    }
  }

  @Test("what a pinned policy should not say does not stop anything")
  func total() throws {
    #expect(try adding(1, to: "2026-03-06T12:00:00Z", by: BusinessCalendar(workdays: [])) == "2026-03-07T12:00:00.000Z")
    #expect(
      try adding(1, to: "2026-03-06T12:00:00Z", by: BusinessCalendar(zone: "Gone/Away")) == "2026-03-09T12:00:00.000Z")
    #expect(try adding(-3, to: "2026-03-06T12:00:00Z") == "2026-03-06T12:00:00.000Z")
    #expect(try adding(.max, to: "2026-03-06T12:00:00Z") > "2060")
  }
}
