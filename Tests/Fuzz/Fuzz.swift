import Foundation
import FuzzTargets

/// The reader that FUZZ_TARGET names.
private let target: FuzzTarget = {
  let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
  guard let target = FuzzTarget.named(name) else {
    fatalError("FUZZ_TARGET is none of \(FuzzTarget.all.map(\.name).joined(separator: ", ")).")
  }
  return target
}()

/// What libFuzzer calls with bytes of its own (llvm.org/docs/LibFuzzer.html, "Fuzz target").
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOnce(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let data = bytes.map { Data(bytes: $0, count: count) } ?? Data()
  do { try target.run(data) } catch { fatalError("\(error)") }
  return 0
}
