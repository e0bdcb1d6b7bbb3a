#!/usr/bin/env bash
# OpenSSH's SFTP server on loopback with its own keys; it runs in the foreground and logs to stderr.
#   start-sftp.sh DIR PORT [read-only]
set -euo pipefail
DIR=$1 PORT=$2 MODE=${3:-}

# root's sshd needs its folder for privilege separation, which no init has made here.
[[ $(id -u) != 0 ]] || mkdir -p -m 755 /run/sshd
for key in host_key user_key other_key; do
  [[ -e $DIR/$key ]] || ssh-keygen -q -t ed25519 -N '' -C "$key" -f "$DIR/$key"
done
[[ -e $DIR/locked_key ]] || ssh-keygen -q -t ed25519 -N 'correct horse' -C locked -f "$DIR/locked_key"
cat "$DIR/user_key.pub" "$DIR/locked_key.pub" >"$DIR/authorized_keys"
chmod 600 "$DIR/authorized_keys"
# DIR is in a folder that others can write, such as /tmp: no StrictModes.
cat >"$DIR/sshd_config" <<EOF
ListenAddress 127.0.0.1
Port $PORT
HostKey $DIR/host_key
PidFile none
AuthorizedKeysFile $DIR/authorized_keys
StrictModes no
AllowUsers $(id -un)
PermitRootLogin prohibit-password
PubkeyAuthentication yes
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
AllowTcpForwarding no
X11Forwarding no
PermitTTY no
MaxStartups 200
MaxSessions 100
PerSourcePenalties no
Subsystem sftp internal-sftp
ForceCommand internal-sftp -d $DIR${MODE:+ -R}
EOF
# OpenSSH before 9.8 does not know PerSourcePenalties.
/usr/sbin/sshd -t -f "$DIR/sshd_config" 2>/dev/null || sed -i '/^PerSourcePenalties/d' "$DIR/sshd_config"
exec /usr/sbin/sshd -D -e -f "$DIR/sshd_config"
