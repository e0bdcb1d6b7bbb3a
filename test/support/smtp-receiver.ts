import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
  readonly wasEncrypted: boolean;
}

export interface SmtpBehaviour {
  /** The reply to commands of a kind instead of success, e.g. `{ RCPT: '550 no such user' }`. */
  readonly answers?: Readonly<Record<string, string>>;
  readonly offersTls?: boolean;
  /** Sends no greeting. */
  readonly silent?: boolean;
}

/** An SMTP server on loopback that keeps its messages (RFC 5321, as far as a client needs it). */
export class SmtpReceiver {
  readonly mails: ReceivedMail[] = [];
  /** Every line that a client sent unencrypted. */
  readonly clearLines: string[] = [];
  behaviour: SmtpBehaviour = {};
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
      if (this.behaviour.silent !== true) new Session(this, socket).greet();
    });
  }

  static async start(): Promise<SmtpReceiver> {
    const receiver = new SmtpReceiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    await new Promise((resolve) => {
      this.#server.close(resolve);
      for (const socket of this.#sockets) socket.destroy();
    });
  }
}

class Session {
  readonly #receiver: SmtpReceiver;
  #socket: Socket;
  #rest = '';
  #from = '';
  #to: string[] = [];
  #data: string[] | undefined;
  #isEncrypted = false;

  constructor(receiver: SmtpReceiver, socket: Socket) {
    this.#receiver = receiver;
    this.#socket = socket;
    this.#listen();
  }

  greet(): void {
    this.#say('220 sink ESMTP');
  }

  #listen(): void {
    this.#socket.on('error', () => undefined);
    this.#socket.on('data', (chunk: Buffer) => {
      const lines = (this.#rest + chunk.toString('utf8')).split('\r\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#onLine(line);
    });
  }

  #onLine(line: string): void {
    if (!this.#isEncrypted) this.#receiver.clearLines.push(line);
    if (this.#data !== undefined) {
      if (line === '.') this.#take(this.#data);
      else this.#data.push(line);
      return;
    }
    const verb = line.split(/[ :]/, 1)[0]?.toUpperCase() ?? '';
    const { answers = {} } = this.#receiver.behaviour;
    const refusal = answers[verb] ?? answers[line];
    if (refusal !== undefined) this.#say(refusal);
    else this.#obey(verb, line);
  }

  #obey(verb: string, line: string): void {
    if (verb === 'EHLO') {
      const tls = this.#receiver.behaviour.offersTls === true && !this.#isEncrypted;
      this.#say(['250-sink', ...(tls ? ['250-STARTTLS'] : []), '250 AUTH PLAIN'].join('\r\n'));
    } else if (verb === 'STARTTLS' && this.#receiver.behaviour.offersTls === true) this.#encrypt();
    else if (verb === 'AUTH') this.#say('235 welcome');
    else if (verb === 'MAIL') {
      this.#from = line;
      this.#say('250 ok');
    } else if (verb === 'RCPT') {
      this.#to.push(line);
      this.#say('250 ok');
    } else if (verb === 'DATA') {
      this.#data = [];
      this.#say('354 go on');
    } else if (verb === 'QUIT') this.#socket.end('221 bye\r\n');
    else this.#say('502 unknown');
  }

  #take(lines: readonly string[]): void {
    const mail = { from: this.#from, to: this.#to, text: lines.join('\n'), wasEncrypted: this.#isEncrypted };
    this.#receiver.mails.push(mail);
    this.#data = undefined;
    this.#say('250 taken');
  }

  #encrypt(): void {
    this.#socket.removeAllListeners('data');
    this.#say('220 go ahead');
    const { key, cert } = SELF_SIGNED;
    this.#socket = new TLSSocket(this.#socket, { isServer: true, key, cert });
    this.#isEncrypted = true;
    this.#listen();
  }

  #say(text: string): void {
    this.#socket.write(`${text}\r\n`);
  }
}

/** For localhost, until 2126; a test certificate that protects nothing. */
const SELF_SIGNED = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgeG/T/oovc/WAt/3/
0B+Tka/mSEYn16KvLZfKDNhZKGuhRANCAAR+kzp8uFfrsq9GuvhexsMipaBzjHwm
191vZPkg4nslPJtn9vSoOdFN0PP57LDFJMzFtp46uCaUyqqg8RpvxylH
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBfzCCASWgAwIBAgIUS80J8tEEZiJX1yTJ0E4VA8/i0o4wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzAzMDAyMVoYDzIxMjYxMDMw
MDMwMDIxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAR+kzp8uFfrsq9GuvhexsMipaBzjHwm191vZPkg4nslPJtn9vSoOdFN
0PP57LDFJMzFtp46uCaUyqqg8RpvxylHo1MwUTAdBgNVHQ4EFgQUUAkKcstwzPdv
VT4kOAgLhWBCMKMwHwYDVR0jBBgwFoAUUAkKcstwzPdvVT4kOAgLhWBCMKMwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiAnowonhNjNtPL8bGmVDenh
hdE1km/290akR03W2oCEWQIhAIya0yUpeaKiH+BYLl/lMFgeZFYsAdeNTpje4/Iy
Nacv
-----END CERTIFICATE-----`,
};
