import Foundation

/// Whether the tests run under a sanitizer, as `scripts/sanitize.sh` says: libraries that are loaded before its own hang.
package enum Sanitizer {
  package static let isHere = ProcessInfo.processInfo.environment["COUNTERSIGN_SANITIZER"] != nil
}
