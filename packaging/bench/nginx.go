package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// nginx takes PUT into a folder, plain and over TLS 1.3.
type nginx struct {
	*daemon
	tls    string // host and port
	folder string
	dav    bool // it knows PROPFIND, which rclone needs
}

// davModule adds what rclone needs beside PUT.
const davModule = "/usr/lib/nginx/modules/ngx_http_dav_ext_module.so"

// startNginx runs Debian's nginx with a configuration of its own. All else is its default, one worker for each
// processor.
func (b *bench) startNginx(ctx context.Context) (*nginx, error) {
	n := &nginx{folder: filepath.Join(b.sink, "nginx")}
	for _, dir := range []string{n.folder, filepath.Join(b.sink, "nginx-body")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("make a folder for nginx: %w", err)
		}
	}
	plain, err := freeAddr(ctx)
	if err != nil {
		return nil, err
	}
	if n.tls, err = freeAddr(ctx); err != nil {
		return nil, err
	}
	file := filepath.Join(b.dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(b.nginxConfig(plain, n)), 0o600); err != nil {
		return nil, fmt.Errorf("configure nginx: %w", err)
	}
	n.daemon, err = startDaemon(ctx, plain, command{args: []string{"/usr/sbin/nginx", "-p", b.dir, "-c", file, "-e", filepath.Join(b.dir, "nginx.log")}})
	return n, err
}

func (b *bench) nginxConfig(plain string, n *nginx) string {
	module, methods, user := "", "", ""
	if _, err := os.Stat(davModule); err == nil {
		n.dav = true
		module, methods = "load_module "+davModule+";", "dav_ext_methods PROPFIND OPTIONS;"
	}
	if os.Geteuid() == 0 {
		user = "user root;" // so that it may write into the folder
	}
	return strings.NewReplacer(
		"@MODULE@", module, "@METHODS@", methods, "@USER@", user, "@PLAIN@", plain, "@TLS@", n.tls,
		"@CERTIFICATE@", b.certificate, "@FOLDER@", n.folder, "@BODY@", n.folder+"-body", "@DIR@", b.dir,
	).Replace(`@MODULE@
@USER@
daemon off;
worker_processes auto;
pid @DIR@/nginx.pid;
events { worker_connections 1024; }
http {
	access_log off;
	client_max_body_size 0;
	client_body_temp_path @BODY@;
	proxy_temp_path @DIR@/proxy;
	fastcgi_temp_path @DIR@/fastcgi;
	uwsgi_temp_path @DIR@/uwsgi;
	scgi_temp_path @DIR@/scgi;
	keepalive_requests 1000000;
	server {
		listen @PLAIN@;
		listen @TLS@ ssl;
		ssl_certificate @CERTIFICATE@;
		ssl_certificate_key @CERTIFICATE@;
		ssl_protocols TLSv1.3;
		ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
		root @FOLDER@;
		location / {
			dav_methods PUT DELETE MKCOL MOVE;
			@METHODS@
			create_full_put_path on;
		}
	}
}
`)
}
