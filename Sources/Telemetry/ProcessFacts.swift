import Foundation

/// What the system says of this process and of what it may use.
package enum ProcessFacts {
  /// Under the names that all clients of Prometheus use; what cannot be read is left out. `startedAt` is in seconds since
  /// 1970.
  package static func metrics(startedAt: Double?) -> [MetricFamily] {
    let status = status
    return [
      MetricFamily("process_cpu", .counter, "Processor time that was used.", unit: "seconds", value: cpuSeconds),
      MetricFamily(
        "process_resident_memory", .gauge, "Memory that is held.", unit: "bytes",
        value: status["VmRSS"].map { $0 * 1024 }),
      MetricFamily(
        "process_virtual_memory", .gauge, "Addresses that are taken.", unit: "bytes",
        value: status["VmSize"].map { $0 * 1024 }),
      MetricFamily("process_threads", .gauge, "Threads.", value: status["Threads"]),
      MetricFamily("process_open_fds", .gauge, "Open files and sockets.", value: openFiles),
      MetricFamily("process_max_fds", .gauge, "How many may be open.", value: openFilesMax),
      MetricFamily(
        "process_start_time", .gauge, "When the process began, since 1970.", unit: "seconds", value: startedAt),
      MetricFamily(
        "countersign_memory_limit", .gauge, "Memory that it may take: the machine's, or what its control group has.",
        unit: "bytes", value: memoryLimit),
      MetricFamily(
        "countersign_processors", .gauge, "Processors that it may use.",
        value: ProcessInfo.processInfo.activeProcessorCount),
    ]
  }

  private static var cpuSeconds: Double? {
    var time = timespec()
    guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// The numbers of proc_pid_status(5), in its units (KiB).
  private static var status: [Substring: Int] {
    let lines = text("/proc/self/status")?.split(separator: "\n") ?? []
    return Dictionary(
      lines.compactMap { line in
        let parts = line.split(whereSeparator: { " \t:".contains($0) })
        return parts.count > 1 ? Int(parts[1]).map { (parts[0], $0) } : nil
      }, uniquingKeysWith: { first, _ in first })
  }

  private static var openFiles: Int? {
    // The one that the listing itself is read through is counted too.
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map { $0.count - 1 }
  }

  private static var openFilesMax: Int? {
    text("/proc/self/limits")?.split(separator: "\n").first { $0.hasPrefix("Max open files") }
      .flatMap { $0.split(separator: " ").compactMap { Int($0) }.first }
  }

  private static var memoryLimit: Int? {
    let machine = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    return [groupLimit, machine > 0 ? machine : nil].compactMap { $0 }.min()
  }

  /// Of the second version of control groups (cgroups(7)); `max` is none.
  private static var groupLimit: Int? {
    guard let line = text("/proc/self/cgroup")?.split(separator: "\n").first(where: { $0.hasPrefix("0::") }) else {
      return nil
    }
    let path = "/sys/fs/cgroup" + line.dropFirst(3) + "/memory.max"
    return text(path).flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }

  private static func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}
