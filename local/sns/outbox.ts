import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LocalContext } from "../service.ts";
import type { Delivery } from "./delivery.ts";
import { notification, unsubscribeUrl } from "./notification.ts";

/**
 * Puts mail and text messages where a person can open them: `<state>/outbox/email/*.eml`, `<state>/outbox/sms/*.txt`.
 * The name follows from the delivery, so one that is repeated after a crash replaces itself.
 */
export async function deliverToOutbox(context: LocalContext, delivery: Delivery): Promise<void> {
	const sms = delivery.protocol === "sms";
	const folder = join(context.state.directory, "outbox", sms ? "sms" : "email");
	await mkdir(folder, { recursive: true, mode: 0o700 });
	const time = new Date(delivery.publishedAt).toISOString().replaceAll(":", "-");
	const topic = delivery.topicArn.slice(delivery.topicArn.lastIndexOf(":") + 1);
	const address = delivery.endpoint.replace(/[^A-Za-z0-9+-]+/g, "-");
	const name = `${time}-${topic}-${address}-${delivery.id.slice(0, 8)}.${sms ? "txt" : "eml"}`;
	const text = sms ? textMessage(delivery) : mail(context, delivery, topic);
	await writeFile(join(folder, `.${name}`), text, { mode: 0o600 });
	await rename(join(folder, `.${name}`), join(folder, name));
}

const textMessage = ({ endpoint, displayName, message }: Delivery) =>
	`To: ${endpoint}\n\n${displayName === undefined ? "" : `${displayName}> `}${message}\n`;

function mail(context: LocalContext, delivery: Delivery, topic: string): string {
	const sender = delivery.displayName ?? "AWS Notifications";
	const json = delivery.protocol === "email-json";
	const body = json
		? JSON.stringify(notification(delivery, context.endpoint), undefined, 2)
		: `${delivery.message}\n\n--\nTo stop these messages: ${unsubscribeUrl(delivery, context.endpoint ?? "http://sns.localhost")}`;
	return [
		`From: ${encodeWord(sender)} <no-reply@sns.local.invalid>`,
		`To: ${delivery.endpoint}`,
		`Subject: ${encodeWord(delivery.subject ?? `AWS Notification Message (${topic})`)}`,
		`Date: ${new Date(delivery.publishedAt).toUTCString().replace("GMT", "+0000")}`,
		`Message-ID: <${delivery.messageId}.${delivery.id}@sns.local.invalid>`,
		"MIME-Version: 1.0",
		"Content-Type: text/plain; charset=utf-8",
		"Content-Transfer-Encoding: 8bit",
		"",
		body.replace(/\r\n|\r|\n/g, "\r\n"),
		"",
	].join("\r\n");
}

/** RFC 2047, for header text outside of ASCII. Control characters were refused where the text came in. */
const encodeWord = (text: string) =>
	/^[\u0020-\u007e]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text).toString("base64")}?=`;
