import Logging
import ServiceLifecycle
import Telemetry
import UnixSignals

/// SIGUSR1 switches the log between `debug` and the level of the settings: for somebody on the machine, without a token.
struct LogLevelSignal: Service {
  let level: LogLevel
  let logger: Logger

  func run() async throws {
    for await _ in await UnixSignalsSequence(trapping: .sigusr1).cancelOnGracefulShutdown() {
      level.current = level.current == level.configured ? .debug : level.configured
      logger.notice("the level of the log was changed by a signal", metadata: ["to": "\(level.current)"])
    }
  }
}
