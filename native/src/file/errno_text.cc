// SPDX-License-Identifier: MIT
// Describes a system error number in English: strerror uses the language of the host's locale.
#include "file/errno_text.h"

#include <cerrno>

namespace mdrnn {

std::string errno_text(int number) {
  switch (number) {
    case EACCES: return "Permission denied";
    case EAGAIN: return "Resource temporarily unavailable";
    case EBADF: return "Bad file descriptor";
    case EEXIST: return "File exists";
    case EFBIG: return "File too large";
    case EINVAL: return "Invalid argument";
    case EIO: return "Input/output error";
    case EISDIR: return "Is a directory";
    case ELOOP: return "Too many levels of symbolic links";
    case EMFILE: return "Too many open files";
    case ENAMETOOLONG: return "File name too long";
    case ENFILE: return "Too many open files in system";
    case ENODEV: return "No such device";
    case ENOENT: return "No such file or directory";
    case ENOMEM: return "Cannot allocate memory";
    case ENOSPC: return "No space left on device";
    case ENOTDIR: return "Not a directory";
    case ENXIO: return "No such device or address";
    case EPERM: return "Operation not permitted";
    case EPIPE: return "Broken pipe";
    case EROFS: return "Read-only file system";
    case ETXTBSY: return "Text file busy";
#ifdef EDQUOT
    case EDQUOT: return "Disk quota exceeded";
#endif
#ifdef ESTALE
    case ESTALE: return "Stale file handle";
#endif
    default: return "error " + std::to_string(number);
  }
}

}  // namespace mdrnn
