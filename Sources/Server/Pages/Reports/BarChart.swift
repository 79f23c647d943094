import Documents

/// Lying bars as SVG, made here, that can be read without colour: each part has a pattern and a name of its own, and each
/// bar its value beside it.
struct BarChart {
  /// How the parts of one kind look.
  enum Look: String, CaseIterable {
    case solid, striped, dotted
  }

  struct Bar {
    let label: String
    /// What the whole bar is, in words.
    let said: String
    /// One for each of the series, in their order.
    let parts: [Part]
  }

  struct Part {
    let amount: Double
    let said: String
  }

  private static let (width, rowHeight, barHeight, legendHeight) = (480.0, 48.0, 16.0, 30.0)
  /// Characters of a label that have room beside the value.
  private static let labelMax = 38
  /// About the width of a character, to set the legend.
  private static let characterWidth = 8.0

  /// Unlike that of any other chart of the page.
  let id: String
  let title: String
  let description: String
  /// Names of the parts; a chart of one kind has no legend.
  let series: [String]
  let bars: [Bar]

  var svg: String {
    let top = series.count > 1 ? Self.legendHeight : 0
    let height = top + Double(bars.count) * Self.rowHeight
    let rows = bars.enumerated().map { index, bar in row(bar, at: top + Double(index) * Self.rowHeight) }
    return """
      <svg class="chart" viewBox="0 0 \(Self.number(Self.width)) \(Self.number(height))" role="img" \
      aria-labelledby="\(id)-title \(id)-desc"><title id="\(id)-title">\(HtmlEscaping.escaped(title))</title>\
      <desc id="\(id)-desc">\(HtmlEscaping.escaped(description))</desc><defs>\(patterns)</defs>\(legend)\
      \(rows.joined())</svg>
      """
  }

  private func row(_ bar: Bar, at y: Double) -> String {
    let longest = bars.map { $0.parts.map(\.amount).reduce(0, +) }.max() ?? 0
    var (x, parts) = (0.0, "")
    for (index, part) in bar.parts.enumerated() where part.amount > 0 && longest > 0 {
      let width = part.amount / longest * Self.width
      let name = series.count > 1 ? "\(series[index]): " : ""
      parts += rect(x: x, y: y + 24, width: width, height: Self.barHeight, Self.look(index), says: name + part.said)
      x += width
    }
    let label = bar.label.count > Self.labelMax ? bar.label.prefix(Self.labelMax - 1) + "…" : bar.label[...]
    return """
      <text x="0" y="\(Self.number(y + 16))">\(HtmlEscaping.escaped(String(label)))</text>\
      <text class="amount" x="\(Self.number(Self.width))" y="\(Self.number(y + 16))" text-anchor="end">\
      \(HtmlEscaping.escaped(bar.said))</text>\(parts)
      """
  }

  private var legend: String {
    guard series.count > 1 else { return "" }
    var (x, legend) = (0.0, "")
    for (index, name) in series.enumerated() {
      legend += rect(x: x, y: 4, width: 16, height: 14, Self.look(index), says: nil)
      legend += "<text x=\"\(Self.number(x + 22))\" y=\"16\">\(HtmlEscaping.escaped(name))</text>"
      x += 22 + Double(name.count) * Self.characterWidth + 18
    }
    return legend
  }

  private func rect(
    x: Double, y: Double, width: Double, height: Double, _ look: Look, says title: String?
  ) -> String {
    let fill = look == .solid ? "currentColor" : "url(#\(id)-\(look.rawValue))"
    let told = title.map { "<title>\(HtmlEscaping.escaped($0))</title>" } ?? ""
    return """
      <rect class="\(look.rawValue)" x="\(Self.number(x))" y="\(Self.number(y))" width="\(Self.number(width))" \
      height="\(Self.number(height))" fill="\(fill)">\(told)</rect>
      """
  }

  /// Patterns take the colour of their own class, not of what they fill.
  private var patterns: String {
    guard series.count > 1 else { return "" }
    return """
      <pattern id="\(id)-striped" class="striped" width="7" height="7" patternUnits="userSpaceOnUse">\
      <path d="M-1 8 8 -1M-1 1 1 -1M6 8 8 6" stroke="currentColor" stroke-width="2"/></pattern>\
      <pattern id="\(id)-dotted" class="dotted" width="6" height="6" patternUnits="userSpaceOnUse">\
      <circle cx="3" cy="3" r="1.3" fill="currentColor"/></pattern>
      """
  }

  private static func look(_ index: Int) -> Look { Look.allCases[index % Look.allCases.count] }

  /// With at most one decimal.
  private static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
  }
}
