// What the executable does without of the C library: native.sh has the linker take these functions before the library's own, which leaves
// out what was behind those. That is the half of a static glibc that the agent never reaches: shared libraries, the name services,
// character sets and wide characters, translated messages, floating point numbers in text, time zones. Each function here is one that
// nobody calls, or does the little that is still asked of it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <net/if.h>
#include <netdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));
extern const char _end[] __attribute__((visibility("hidden")));

// Shared libraries. None is ever loaded, and nothing asks for one but the run-time's tries for debuggers.
void *dlopen(const char *file, int mode) { return NULL; }
void *__dlopen(const char *file, int mode) { return NULL; }
void *__libc_dlopen_mode(const char *file, int mode) { return NULL; }
void *dlsym(void *handle, const char *name) { return NULL; }
int dlclose(void *handle) { return -1; }
char *dlerror(void) { return (char *)"this executable loads no libraries"; }
void _dl_init_paths(const char *path, const char *source, const char *prepend, const char *mask) {}
void _dl_nothread_init_static_tls(struct link_map *map) {}
void _dl_allocate_static_tls(struct link_map *map) { abort(); }
void _dl_reloc_bad_type(struct link_map *map, unsigned type, int plt) { abort(); }

// With this answer the unwinder of libgcc asks dl_iterate_phdr instead.
int _dl_find_object(void *code, struct dl_find_object *result) { return -1; }
void _dl_find_object_init(void) {}
_Bool _dl_find_object_update(struct link_map *map) { return 1; }

// Of what an address is a part: of this executable or of nothing.
int dladdr(const void *address, Dl_info *info)
{
    if ((uintptr_t)address < (uintptr_t)&__ehdr_start || (uintptr_t)address >= (uintptr_t)_end)
        return 0;
    *info = (Dl_info){ .dli_fname = "", .dli_fbase = (void *)&__ehdr_start };
    return 1;
}

// What is constant once it is relocated gets read-only at the start.
void _dl_protect_relro(struct link_map *map)
{
    const ElfW(Phdr) *part = (const void *)((uintptr_t)&__ehdr_start + __ehdr_start.e_phoff);
    uintptr_t page = getauxval(AT_PAGESZ);
    for (int i = 0; i < __ehdr_start.e_phnum; i++) {
        uintptr_t start = (uintptr_t)&__ehdr_start + part[i].p_vaddr, end = (start + part[i].p_memsz) & -page;
        start &= -page;
        if (part[i].p_type == PT_GNU_RELRO && start != end && mprotect((void *)start, end - start, PROT_READ) != 0)
            abort();
    }
}

// The name services. The agent asks DNS itself, and is asked for no user or group by name.
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result) { return EAI_FAIL; }
void freeaddrinfo(struct addrinfo *result) {}
const char *gai_strerror(int error) { return "this executable looks up no names"; }
struct hostent *gethostbyname(const char *name) { return NULL; }
void __nss_database_fork_prepare_parent(void *data) {}
void __nss_database_fork_subprocess(void *data) {}
void __res_thread_freeres(void) {}

unsigned if_nametoindex(const char *name)
{
    struct ifreq request = { 0 };
    unsigned index = 0;
    int handle = strlen(name) < sizeof request.ifr_name ? socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;
    if (handle < 0)
        return 0;
    strcpy(request.ifr_name, name);
    if (ioctl(handle, SIOCGIFINDEX, &request) == 0)
        index = (unsigned)request.ifr_ifindex;
    close(handle);
    return index;
}

// Messages are not translated.
char *__dcigettext(const char *domain, const char *one, const char *more, int plural, unsigned long n, int category)
{
    return (char *)(plural && n != 1 ? more : one);
}

// Character sets and wide characters: no stream is wide, and no format has %ls or %lc.
wint_t btowc(int c) { return c >= 0 && c < 128 ? (wint_t)c : WEOF; }
wint_t __btowc(int c) { return btowc(c); }
size_t mbrtowc(wchar_t *to, const char *from, size_t n, mbstate_t *state) { abort(); }
size_t __mbrtowc(wchar_t *to, const char *from, size_t n, mbstate_t *state) { abort(); }
size_t wcrtomb(char *to, wchar_t c, mbstate_t *state) { abort(); }
size_t __wcrtomb(char *to, wchar_t c, mbstate_t *state) { abort(); }
size_t mbrlen(const char *from, size_t n, mbstate_t *state) { abort(); }
size_t __mbrlen(const char *from, size_t n, mbstate_t *state) { abort(); }
size_t __mbsrtowcs(wchar_t *to, const char **from, size_t n, mbstate_t *state) { abort(); }
size_t __wcsrtombs(char *to, const wchar_t **from, size_t n, mbstate_t *state) { abort(); }
int __wcsmbs_named_conv(void *to, const char *name) { return -1; }
const void *const __wcsmbs_gconv_fcts_c[4];
void __gconv_release_step(void *step) {}
int __vfwprintf_internal(FILE *file, const wchar_t *format, va_list values, unsigned flags) { return -1; }
int _IO_wdo_write(FILE *file, const wchar_t *from, size_t n) { return EOF; }
void _IO_wsetb(FILE *file, wchar_t *from, wchar_t *to, int own) {}
void _IO_free_wbackup_area(FILE *file) {}
const void *const _IO_wfile_jumps[21], *const _IO_wfile_jumps_mmap[21], *const _IO_wfile_jumps_maybe_mmap[21];

int _IO_fwide(FILE *file, int mode)
{
    if (file->_mode == 0 && mode < 0)
        file->_mode = -1;
    return file->_mode;
}

// Floating point numbers in printf and scanf (strtod itself is the library's).
int __printf_fp(FILE *file, const void *info, const void *const *values) { return -1; }
int ___printf_fp(FILE *file, const void *info, const void *const *values) { return -1; }
int __printf_fp_l(FILE *file, void *locale, const void *info, const void *const *values) { return -1; }
int __printf_fphex(FILE *file, const void *info, const void *const *values) { return -1; }
float __strtof_internal(const char *text, char **end, int group) { abort(); }
double __strtod_internal(const char *text, char **end, int group) { abort(); }
long double __strtold_internal(const char *text, char **end, int group) { abort(); }
_Float128 __strtof128_internal(const char *text, char **end, int group) { abort(); }

// Time of day in UTC, without the zones.
int __offtime(time_t time, long offset, struct tm *result);

struct tm *gmtime_r(const time_t *time, struct tm *result)
{
    if (!__offtime(*time, 0, result))
        return NULL;
    result->tm_isdst = 0;
    result->tm_gmtoff = 0;
    result->tm_zone = "GMT";
    return result;
}

struct tm *__gmtime_r(const time_t *time, struct tm *result) { return gmtime_r(time, result); }

// Of these glibc has up to seven versions each for x64, one for each generation of processors; here they serve a few short texts.
int strcasecmp(const char *left, const char *right)
{
    unsigned a, b;
    do {
        a = (unsigned char)*left++;
        b = (unsigned char)*right++;
        a += a - 'A' < 26 ? 'a' - 'A' : 0;
        b += b - 'A' < 26 ? 'a' - 'A' : 0;
    } while (a == b && a != 0);
    return (int)a - (int)b;
}

char *strncpy(char *to, const char *from, size_t n)
{
    size_t length = strnlen(from, n);
    memcpy(to, from, length);
    memset(to + length, 0, n - length);
    return to;
}

char *strncat(char *to, const char *from, size_t n)
{
    size_t length = strnlen(from, n);
    char *end = to + strlen(to);
    memcpy(end, from, length);
    end[length] = 0;
    return to;
}

char *strcat(char *to, const char *from)
{
    memcpy(to + strlen(to), from, strlen(from) + 1);
    return to;
}
