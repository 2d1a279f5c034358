//go:build unix && !linux

package cluster

import "syscall"

// ownProcess keeps a key press meant for us from the server.
func ownProcess(owner *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: owner, Setpgid: true}
}
