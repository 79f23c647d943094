import Telemetry
import Testing

/// `traceparent` as W3C Trace Context, section 3.2.2, has it.
@Suite struct ReadingTraceparents {
  static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
  static let span = "00f067aa0ba902b7"

  @Test("a header of version 00 is read, and written again as it was", arguments: ["00", "01"])
  func read(flags: String) throws {
    let text = "00-\(Self.trace)-\(Self.span)-\(flags)"
    let context = try #require(TraceContext(traceparent: text))
    #expect(context.traceID == Self.trace && context.spanID == Self.span)
    #expect(context.traceparent == text)
  }

  @Test("a later version is read as far as 00 goes, and unknown flags are not passed on")
  func later() throws {
    let context = try #require(TraceContext(traceparent: "cc-\(Self.trace)-\(Self.span)-ff-what-comes"))
    #expect(context.traceparent == "00-\(Self.trace)-\(Self.span)-01")
  }

  static let malformed = [
    "", "00", "00-\(trace)-\(span)", "00-\(trace)-\(span)-01-more", "ff-\(trace)-\(span)-01", "0-\(trace)-\(span)-01",
    "00-\(trace.uppercased())-\(span)-01", "00-\(trace)-\(span.uppercased())-01", "00-\(trace.dropLast())-\(span)-01",
    "00-\(trace)0-\(span)-01", "00-\(trace)-\(span)0-01", "00-\(trace)-\(span)-1", "00-\(trace)-\(span)-0x",
    "00-00000000000000000000000000000000-\(span)-01", "00-\(trace)-0000000000000000-01", " 00-\(trace)-\(span)-01",
    "00-\(trace)-\(span)-01 ", "00-\(trace)-\(span)-01,00-\(trace)-\(span)-01", "zz-\(trace)-\(span)-01",
    "00_\(trace)_\(span)_01", "00-\(trace.dropLast(2))é-\(span)-01",
  ]

  @Test("what is malformed counts as absent", arguments: malformed)
  func refuse(text: String) {
    #expect(TraceContext(traceparent: text) == nil)
  }

  @Test("spans of a trace differ, and neither id is ever all zero")
  func children() throws {
    let zeros: (Int) -> [UInt8] = { Array(repeating: 0, count: $0) }
    let first = TraceContext.begin(zeros)
    #expect(TraceContext(traceparent: first.traceparent) == first)
    var next: UInt8 = 0
    let counting: (Int) -> [UInt8] = { count in
      next += 2
      return Array(repeating: next, count: count)
    }
    let (one, two) = (first.child(counting), first.child(counting))
    #expect(one.traceID == first.traceID && two.traceID == first.traceID && one.spanID != two.spanID)
    #expect(TraceContext.joining("nonsense", zeros) == nil)
  }
}
