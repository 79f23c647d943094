package import Foundation

/// The folder that the project's package is described in.
package enum ProjectFolder {
  package static let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
}
