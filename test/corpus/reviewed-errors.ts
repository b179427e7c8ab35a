/** An error in the corpus that is true: the file does not work as it is published. */
export interface ReviewedError {
  readonly file: string;
  readonly code: string;
  /** What goes wrong when the file is applied. */
  readonly breaks: string;
  /** How that was established. */
  readonly established: string;
}

/** Every error that Portolan may report in manifests that their projects publish; at most ten. */
export const reviewedErrors: readonly ReviewedError[] = [
  {
    file: 'kubernetes-examples/_archived/volumes/aws_ebs/aws-ebs-web.yaml',
    code: 'KN107',
    breaks: 'The API server refuses the Pod: Unsupported value: "tcp".',
    established:
      'pkg/apis/core/validation: supportedPortProtocols holds "TCP", "UDP" and "SCTP", compared case-sensitively.',
  },
  {
    file: 'kubernetes-examples/_archived/volumes/cinder/cinder-web.yaml',
    code: 'KN107',
    breaks: 'The API server refuses the Pod: Unsupported value: "tcp".',
    established: 'As above.',
  },
];
