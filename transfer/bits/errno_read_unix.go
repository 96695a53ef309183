//go:build unix

package bits

import "syscall"

// readFailures are what a sendfile fails with when it cannot read.
var readFailures = []syscall.Errno{syscall.EIO, syscall.ESTALE, syscall.EINVAL, syscall.ENODEV, syscall.ENXIO}
