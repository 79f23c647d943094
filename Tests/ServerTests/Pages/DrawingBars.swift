import Foundation
import Testing

@testable import Server

@Suite struct DrawingBars {
  private func chart(_ series: [String], _ bars: [(String, [Double])]) -> String {
    BarChart(
      id: "c", title: "Time & waiting", description: "Whose <turn> it was", series: series,
      bars: bars.map { label, parts in
        BarChart.Bar(
          label: label, said: "\(Int(parts.reduce(0, +))) days",
          parts: parts.map { BarChart.Part(amount: $0, said: "\(Int($0)) days") })
      }
    ).svg
  }

  private func widths(_ svg: String) -> [Double] {
    svg.matches(of: #/<rect class="\w+" x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="16"/#).compactMap {
      Double($0.output.1)
    }
  }

  @Test("the longest bar has the whole width, and the others their share of it")
  func scale() {
    #expect(widths(chart(["Time"], [("A", [4]), ("B", [1]), ("C", [2])])) == [480, 120, 240])
  }

  @Test("the parts of a bar follow one another, and none is drawn where there is nothing")
  func parts() {
    let svg = chart(["Author", "Reviewers", "Nobody"], [("Draft", [2, 0, 2])])
    #expect(widths(svg) == [240, 240])
    #expect(svg.contains(#"x="240""#))
  }

  @Test("each kind has a pattern of its own, a name in the legend, and a value that is read out")
  func withoutColour() {
    let svg = chart(["Author", "Reviewers", "Nobody"], [("Draft", [1, 2, 3])])
    for part in ["Author: 1 days", "Reviewers: 2 days", "Nobody: 3 days", "url(#c-striped)", "url(#c-dotted)"] {
      #expect(svg.contains(part))
    }
    #expect(svg.contains(">Reviewers</text>"))
    #expect(svg.contains(">6 days</text>"))
  }

  @Test("title and description name it, and whatever is in words is escaped")
  func names() {
    let svg = chart(["Time"], [("<script>alert(1)</script>", [1])])
    #expect(
      svg.contains(#"role="img" aria-labelledby="c-title c-desc"><title id="c-title">Time &amp; waiting</title>"#))
    #expect(svg.contains(#"<desc id="c-desc">Whose &lt;turn&gt; it was</desc>"#))
    #expect(!svg.contains("<script>"))
  }

  @Test("it is well-formed, as tall as its bars, and carries no style")
  func form() throws {
    let svg = chart(
      ["Author", "Reviewers"], [("A", [1, 1]), ("B", [0, 0]), (String(repeating: "long ", count: 40), [1, 0])])
    #expect(svg.contains(#"viewBox="0 0 480 174""#))
    #expect(!svg.contains("style="))
    #expect(svg.contains("…"))
    #expect(chart(["Time"], []).contains(#"viewBox="0 0 480 0""#))
  }
}
