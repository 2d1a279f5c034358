package cluster

import "syscall"

// ownProcess keeps a key press meant for us from the server, and has the kernel
// end the server in order when we die without a word.
func ownProcess(owner *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: owner, Setpgid: true, Pdeathsig: syscall.SIGINT}
}
