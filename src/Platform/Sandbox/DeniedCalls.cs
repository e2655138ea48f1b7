namespace Holdfast.Platform;

/// <summary>
/// System calls that neither the agent nor a program that it starts (modprobe, resolvconf, resolvectl, systemctl, scripts of
/// dnsmasq) has any use for. What needs a privilege only, such as reboot, is left to the privilege.
/// </summary>
internal static class DeniedCalls
{
    /// <summary>Newer ones are not known here, and are answered as by a kernel that lacks them: fchmodat2 of Linux 6.6.</summary>
    public const uint LastKnown = 452;

    /// <summary>A line each: name, number on x86-64, number on arm64; "-": there is none. "#" begins a comment.</summary>
    public static ReadOnlySpan<byte> Table => """
        # the clock
        clock_settime 227 112
        settimeofday 164 170
        adjtimex 159 171
        clock_adjtime 305 266
        # modules, and another kernel
        init_module 175 105
        finit_module 313 273
        delete_module 176 106
        create_module 174 -
        query_module 178 -
        get_kernel_syms 177 -
        kexec_load 246 104
        kexec_file_load 320 294
        # mounts, roots and namespaces
        mount 165 40
        umount2 166 39
        pivot_root 155 41
        chroot 161 51
        open_tree 428 428
        move_mount 429 429
        fsopen 430 430
        fsconfig 431 431
        fsmount 432 432
        fspick 433 433
        mount_setattr 442 442
        unshare 272 97
        setns 308 268
        # devices and swap
        ioperm 173 -
        iopl 172 -
        swapon 167 224
        swapoff 168 225
        # other processes and what they hold
        ptrace 101 117
        process_vm_readv 310 270
        process_vm_writev 311 271
        process_madvise 440 440
        pidfd_getfd 438 438
        perf_event_open 298 241
        lookup_dcookie 212 18
        # large parts of the kernel that nothing here uses
        bpf 321 280
        io_uring_setup 425 425
        io_uring_enter 426 426
        io_uring_register 427 427
        userfaultfd 323 282
        vmsplice 278 75
        memfd_secret 447 447
        add_key 248 217
        keyctl 250 219
        request_key 249 218
        # shared memory and queues
        msgget 68 186
        msgsnd 69 189
        msgrcv 70 188
        msgctl 71 187
        semget 64 190
        semop 65 193
        semctl 66 191
        semtimedop 220 192
        shmget 29 194
        shmat 30 196
        shmdt 67 197
        shmctl 31 195
        mq_open 240 180
        mq_unlink 241 181
        mq_timedsend 242 182
        mq_timedreceive 243 183
        mq_notify 244 184
        mq_getsetattr 245 185
        # where memory lies and how processes are scheduled
        mbind 237 235
        set_mempolicy 238 237
        set_mempolicy_home_node 450 450
        migrate_pages 256 238
        move_pages 279 239
        remap_file_pages 216 234
        sched_setattr 314 274
        sched_setparam 142 118
        sched_setscheduler 144 119
        # the machine's affairs
        acct 163 89
        quotactl 179 60
        quotactl_fd 443 443
        syslog 103 116
        sethostname 170 161
        setdomainname 171 162
        vhangup 153 58
        fanotify_init 300 262
        fanotify_mark 301 263
        open_by_handle_at 304 265
        # relics
        modify_ldt 154 -
        personality 135 92
        uselib 134 -
        nfsservctl 180 42
        _sysctl 156 -
        ustat 136 -
        sysfs 139 -
        """u8;
}
