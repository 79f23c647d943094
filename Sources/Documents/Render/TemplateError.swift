/// Why a template could not be rendered.
package struct TemplateError: Error, Hashable, Sendable {
  package enum Code: String, Hashable, Sendable {
    case undefinedVariable = "undefined_variable"
    case syntax = "template_syntax"
    case limit = "template_limit"
    case type = "template_type"
  }
  package let code: Code
  package let template: String
  /// Counted from 1.
  package let line: Int
  package let variable: String?
  package let message: String
}

/// What a rendering may take. Each stops it with `TemplateError.limit`.
package struct RenderLimits: Sendable {
  package var outputBytesMax: Int
  /// Nodes rendered and expressions evaluated.
  package var stepsMax: Int
  /// Blocks and brackets within one another.
  package var depthMax: Int

  package init(outputBytesMax: Int, stepsMax: Int, depthMax: Int) {
    self.outputBytesMax = outputBytesMax
    self.stepsMax = stepsMax
    self.depthMax = depthMax
  }

  /// A document of at most 4 MiB, in well under a second.
  package static let standard = RenderLimits(outputBytesMax: 4 * 1024 * 1024, stepsMax: 500_000, depthMax: 50)
}
