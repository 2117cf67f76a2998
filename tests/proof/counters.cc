// SPDX-License-Identifier: MIT
// Counts this thread's allocations, locks and system calls.
//
// Wraps the C library's functions, so calls from any code in the process are counted.
#include "counters.h"

#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>
#include <ucontext.h>

#include <cerrno>

namespace {

thread_local Counts counts;
thread_local bool counting = false;

void count(int64_t Counts::*what) {
  if (counting) ++(counts.*what);
}

// ---- the kernel -----------------------------------------------------------------------------------------------------
// While `gate` is shut, system calls of this thread go to `on_syscall` (Linux 5.11,
// PR_SET_SYSCALL_USER_DISPATCH). It counts the call, opens the gate and repeats the call: so several
// system calls in one watched call count as one.

volatile char gate = 0;  // 1: shut
bool dispatches = false;

#ifdef __x86_64__
void on_syscall(int, siginfo_t *info, void *context) {
  gate = 0;
  ++counts.syscalls;
  greg_t *registers = static_cast<ucontext_t *>(context)->uc_mcontext.gregs;
  registers[REG_RIP] -= 2;  // the length of the instruction `syscall`
  registers[REG_RAX] = info->si_syscall;
}

bool install_dispatch() {
  constexpr int kSetSyscallUserDispatch = 59, kOn = 1;
  struct sigaction action{};
  action.sa_sigaction = on_syscall;
  action.sa_flags = SA_SIGINFO;
  return sigaction(SIGSYS, &action, nullptr) == 0 && prctl(kSetSyscallUserDispatch, kOn, 0, 0, &gate) == 0;
}
#else
bool install_dispatch() { return false; }
#endif

template <typename Function>
Function *next(const char *name) {
  return reinterpret_cast<Function *>(dlsym(RTLD_NEXT, name));
}

}  // namespace

bool can_count_syscalls() {
  static const bool installed = install_dispatch();
  return dispatches = installed;
}

void start_counting() {
  counts = {};
  counting = true;
  if (dispatches) gate = 1;
}

Counts stop_counting() {
  gate = 0;
  counting = false;
  return counts;
}

extern "C" {

// ---- the allocator --------------------------------------------------------------------------------------------------

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);

void *malloc(size_t size) noexcept {
  count(&Counts::allocations);
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) noexcept {
  count(&Counts::allocations);
  return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) noexcept {
  count(&Counts::allocations);
  return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) noexcept {
  count(&Counts::allocations);
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) noexcept { return memalign(alignment, size); }

int posix_memalign(void **memory, size_t alignment, size_t size) noexcept {
  *memory = memalign(alignment, size);
  return *memory != nullptr ? 0 : ENOMEM;
}

void free(void *memory) noexcept {
  if (memory != nullptr) count(&Counts::allocations);  // freeing is as slow as allocating
  __libc_free(memory);
}

// ---- locks ----------------------------------------------------------------------------------------------------------

#define MDRNN_COUNT_LOCK(name, parameters, arguments)         \
  int name parameters noexcept {                              \
    static const auto original = next<int parameters>(#name); \
    count(&Counts::locks);                                    \
    return original arguments;                                \
  }

MDRNN_COUNT_LOCK(pthread_mutex_lock, (pthread_mutex_t * lock), (lock))
MDRNN_COUNT_LOCK(pthread_mutex_trylock, (pthread_mutex_t * lock), (lock))
MDRNN_COUNT_LOCK(pthread_mutex_timedlock, (pthread_mutex_t * lock, const timespec *until), (lock, until))
MDRNN_COUNT_LOCK(pthread_spin_lock, (pthread_spinlock_t * lock), (lock))
MDRNN_COUNT_LOCK(pthread_rwlock_rdlock, (pthread_rwlock_t * lock), (lock))
MDRNN_COUNT_LOCK(pthread_rwlock_wrlock, (pthread_rwlock_t * lock), (lock))

#undef MDRNN_COUNT_LOCK
#define MDRNN_COUNT_WAIT(name, parameters, arguments)         \
  int name parameters {                                       \
    static const auto original = next<int parameters>(#name); \
    count(&Counts::locks);                                    \
    return original arguments;                                \
  }

MDRNN_COUNT_WAIT(pthread_cond_wait, (pthread_cond_t * condition, pthread_mutex_t *lock), (condition, lock))
MDRNN_COUNT_WAIT(pthread_once, (pthread_once_t * once, void (*make)()), (once, make))
MDRNN_COUNT_WAIT(sem_wait, (sem_t * semaphore), (semaphore))

#undef MDRNN_COUNT_WAIT

}  // extern "C"
