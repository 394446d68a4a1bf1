// TensorFlow 2.21 logs through Abseil, which does not read TF_CPP_MIN_LOG_LEVEL (Python's module sets the level
// itself), and prints notices while the library is still loading. The dynamic linker asks the binding for
// symbols before the libraries it depends on, so this definition takes the place of Abseil's own. With another
// Abseil version the name differs and nothing is replaced: the notices come back, nothing breaks.
#include <cstdlib>

namespace absl {
inline namespace lts_20250814 {
enum class LogSeverityAtLeast : int { kInfo = 0 };

__attribute__((visibility("default"))) LogSeverityAtLeast MinLogLevel() {
  const char* level = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  return static_cast<LogSeverityAtLeast>(level == nullptr ? 0 : std::atoi(level));
}

}  // namespace lts_20250814
}  // namespace absl
